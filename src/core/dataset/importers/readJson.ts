import type { ImportDraft } from "./importDraft";

/** What a JSON file holds; undefined, and a fault of the draft, where it is none. A byte order mark is skipped. */
export async function readJson(draft: ImportDraft, file: string): Promise<unknown> {
  const text = (await draft.readText(file)).replace(/^\uFEFF/, "");
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    draft.fault({ file, line: null }, `expected JSON; ${why.slice(0, 200)}`);
    return undefined;
  }
}
