import { countOf } from "./countOf";
import { chosenUse, type FolderUse, type FolderUseName, offerUse } from "./folderUse";
import { ImportDraft } from "./importDraft";
import type { ChosenValues, ImportChoice, Importer } from "./importer";
import { isPicturePath } from "./listedPictures";
import { readNamedRows } from "./namedRows";
import { folderOf, nameOf } from "./pathParts";
import { PictureNames } from "./pictureNames";

const labelFile = /^label\.(?:txt|csv)$/i;
const noiseFile = /^noise_type.*\.txt$/i;
const partName = /^(?:train|gallery|query)/i;

/**
 * DIGIX 2020, retrieval of digital devices: `train_data/` with `label.txt` (a path from its folder and a whole number, with
 * or without header), and folders `gallery` and `query`, one pair for each test round.
 *
 * The identity of a labelled picture is its number; where several lists label pictures, the list's folder stands before
 * it, as each list counts for itself. The test rounds came without labels: their pictures have an identity each, their
 * path, and nothing can be measured on them; they can be searched. A `label.txt` beside or above them is used.
 *
 * @see the challenge's page, Huawei DIGIX 2020, and the layout that its contestants' code reads
 */
export const digixImporter: Importer = {
  layout: "digix",
  title: "DIGIX 2020 digital devices",
  expects: "A label.txt with path,number beside its pictures (train_data), and folders gallery and query.",

  recognize(folder) {
    const labels = folder.files.find(({ path }) => labelFile.test(nameOf(path)));
    if (labels === undefined) return Promise.resolve(null);
    const parts = new Set<string>();
    for (const { path } of folder.files) if (isPicturePath(path)) parts.add(partOf(path));
    const names = [...parts].map((part) => nameOf(part).toLowerCase());
    const hasTest = names.some((name) => name.startsWith("gallery")) && names.some((name) => name.startsWith("query"));
    const hasTraining = names.some((name) => name.startsWith("train"));
    if (!hasTest && !hasTraining) return Promise.resolve(null);
    const evidence = `the labels ${labels.path} and the folders ${[...parts].filter((part) => part !== "").join(", ")}`;
    return Promise.resolve({ confidence: hasTest ? 0.9 : 0.7, evidence: evidence.slice(0, 200) });
  },

  async read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const identities = await readLabels(draft);
    const parts = findParts(draft, chosen);
    for (const path of draft.pictures.keys()) {
      const part = parts.get(partOf(path));
      const identity = identities.get(path);
      if (part === undefined) continue;
      if (part.use === null) draft.skip(path, "in a folder that is left out");
      else if (identity === undefined && part.name === "train") draft.skip(path, "training picture outside the labels");
      else draft.add(path, { identity: identity ?? path, ...part.use }, { file: path, line: null });
    }
    for (const { path } of folder.files) if (noiseFile.test(nameOf(path))) draft.skip(path, "list of kinds of noise");
    return draft.finish({
      choices: [...parts.values()].map(({ choice }) => choice),
      unnamedReason: "outside the lists",
    });
  },
};

/** The part of the data set that a picture lies in: its deepest folder of a known name; "" where none has one. */
function partOf(path: string): string {
  const names = folderOf(path).split("/");
  const last = names.findLastIndex((name) => partName.test(name));
  return names.slice(0, last + 1).join("/");
}

interface Part {
  readonly name: FolderUseName;
  readonly choice: ImportChoice;
  readonly use: FolderUse | null;
}

function findParts(draft: ImportDraft, chosen: ChosenValues): Map<string, Part> {
  const counts = new Map<string, number>();
  for (const path of draft.pictures.keys()) counts.set(partOf(path), (counts.get(partOf(path)) ?? 0) + 1);
  const parts = new Map<string, Part>();
  for (const [part, count] of counts) {
    const first = nameOf(part).toLowerCase();
    const name = first.startsWith("query") ? "query" : first.startsWith("gallery") ? "gallery" : "train";
    const label = `${part === "" ? "Other pictures" : `Folder ${part}`} (${countOf(count, "picture", "pictures")})`;
    const choice = offerUse(`folder:${part}`, label, name, chosen);
    parts.set(part, { name, choice, use: chosenUse(choice) });
  }
  return parts;
}

/** The identity of each picture that a list labels. */
async function readLabels(draft: ImportDraft): Promise<Map<string, string>> {
  const names = new PictureNames(draft);
  const files = draft.folder.files.map(({ path }) => path).filter((path) => labelFile.test(nameOf(path)));
  const identities = new Map<string, string>();
  const lines = new Map<string, string>();
  const isRow = ([path = "", label = ""]: readonly string[]): boolean => isPicturePath(path) || /^\d+$/.test(label);
  for (const file of files) {
    for (const { line, cell } of await readNamedRows(draft, file, { required: ["path", "label"], isRow })) {
      const place = { file, line };
      const label = cell("label");
      if (!/^\d+$/.test(label)) {
        draft.fault(place, `expected the label of ${cell("path")} to be a whole number; found "${label}"`);
        continue;
      }
      const path = names.find(cell("path"), folderOf(file), place);
      if (path === null) continue;
      const before = lines.get(path);
      if (before !== undefined) draft.fault(place, `${path} stands already in ${before}`);
      else identities.set(path, files.length > 1 ? `${folderOf(file)}/${label}` : label);
      lines.set(path, before ?? `${file}, line ${line}`);
    }
  }
  return identities;
}
