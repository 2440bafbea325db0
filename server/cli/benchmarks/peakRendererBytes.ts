import { readdirSync, readFileSync } from "node:fs";

/** The most memory that a page's process held at any time since it started, of all browsers that this process runs; Linux only. */
export function peakRendererBytes(): number | null {
  if (process.platform !== "linux") return null;
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(ids.map((id) => [id, fieldOf(id, "PPid")]));
  const isOurs = (id: string | undefined): boolean =>
    id !== undefined && (id === String(process.pid) || isOurs(parents.get(id)));
  const renderers = ids.filter((id) => isOurs(id) && read(id, "cmdline").includes("--type=renderer"));
  return Math.max(0, ...renderers.map((id) => Number(fieldOf(id, "VmHWM") ?? 0))) * 1024;
}

function fieldOf(id: string, name: string): string | undefined {
  return new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(read(id, "status"))?.[1];
}

function read(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}
