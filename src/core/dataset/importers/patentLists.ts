// Lists of DeepPatent: `path label` or a path alone on each line, relative to a folder that the lists do not name.
import type { FolderUseName } from "./folderUse";
import type { ImportDraft } from "./importDraft";
import { extensionOf, folderOf, isPathInFolder, joinPath, stemOf } from "./pathParts";
import { splitLastWord, textLines } from "./textLines";

/** What the name of a list says. */
export interface NamedList {
  readonly path: string;
  readonly split: "train" | "val" | "test";
  /** Null where the name tells none. */
  readonly role: "query" | "gallery" | null;
  /** Whether it is the gallery enlarged by pictures that no query looks for. */
  readonly isExtended: boolean;
}

/** A line of a list whose path can be looked for. */
export interface ListedSheet {
  readonly line: number;
  /** From the listed folder on. */
  readonly path: string;
  /** Null in a list without labels. */
  readonly label: string | null;
}

/** The lists of a folder, by the words in their names: train_patent_trn, val_query_patent, test_db_patent, test_queries … */
export function findLists(paths: readonly string[]): NamedList[] {
  return paths
    .flatMap((path) => (extensionOf(path) === "txt" ? [listNamed(path)] : []))
    .filter((list) => list !== null);
}

/** What a list is for. The extended gallery and the whole of a split say nothing where finer lists stand beside them. */
export function useOfList(list: NamedList, lists: readonly NamedList[]): FolderUseName | "none" {
  const others = lists.filter((other) => other !== list && other.split === list.split);
  if (list.isExtended && others.some(({ role, isExtended }) => role === "gallery" && !isExtended)) return "none";
  if (list.split === "train") return "train";
  const isSplitFurther = others.some(({ role }) => role !== null);
  if (list.split === "val") return list.role === null ? (isSplitFurther ? "val-only" : "val") : `val-${list.role}`;
  return list.role ?? (isSplitFurther ? "none" : "test");
}

/**
 * Reads a list. What is wrong with a line is told to the draft: a path that leaves the folder, a label that is missing in a
 * list of labels or is no integer.
 */
export async function readList(draft: ImportDraft, path: string): Promise<ListedSheet[]> {
  const lines = Array.from(textLines(await draft.readText(path)));
  const isLabeled = lines.some(({ text }) => isInteger(splitLastWord(text)?.last ?? ""));
  const sheets: ListedSheet[] = [];
  for (const { line, text } of lines) {
    const words = isLabeled ? splitLastWord(text) : { before: text, last: "" };
    const place = { file: path, line };
    if (words === null) draft.fault(place, `expected a path and a label; found ${text}`);
    else if (isLabeled && !isInteger(words.last))
      draft.fault(place, `expected an integer as the label; found ${words.last}`);
    else {
      const listed = words.before.startsWith("./") ? words.before.slice(2) : words.before;
      if (isPathInFolder(listed)) sheets.push({ line, path: listed, label: isLabeled ? words.last : null });
      else draft.fault(place, `expected a path inside the folder, written with "/"; found ${words.before}`);
    }
  }
  const base = baseOf(sheets, path, draft.pictures);
  return base === "" ? sheets : sheets.map((sheet) => ({ ...sheet, path: joinPath(base, sheet.path) }));
}

const triedLines = 20;

/** The folder that a list's paths are relative to, told by the first of its first lines that a picture's path ends with. */
function baseOf(sheets: readonly ListedSheet[], list: string, pictures: ReadonlyMap<string, unknown>): string {
  for (const { path } of sheets.slice(0, triedLines)) {
    if (pictures.has(path)) return "";
    for (const picture of pictures.keys()) {
      if (picture.endsWith(path) && picture.at(-path.length - 1) === "/") return picture.slice(0, -path.length - 1);
    }
  }
  return folderOf(list);
}

function listNamed(path: string): NamedList | null {
  const words = new Set(
    stemOf(path)
      .toLowerCase()
      .split(/[^a-z]+/),
  );
  const has = (...wanted: string[]): boolean => wanted.some((word) => words.has(word));
  const role = has("query", "queries") ? "query" : has("db", "database", "gallery") ? "gallery" : null;
  const isExtended = has("extended");
  if (has("val", "validation")) return { path, split: "val", role, isExtended };
  if (has("train", "trn")) return { path, split: "train", role: null, isExtended };
  if (has("test", "list") || role !== null) return { path, split: "test", role, isExtended };
  return null;
}

function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text);
}
