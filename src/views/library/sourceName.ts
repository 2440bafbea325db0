import type { ImportState } from "../../state/importStore";

/** What to call what the user gave: the name of its folder or file. */
export function sourceName(source: Extract<ImportState, { phase: "listing" }>["source"]): string {
  return source.kind === "handle" ? source.handle.name : source.name;
}
