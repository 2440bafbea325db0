import { countOf } from "./countOf";
import { chosenUse, type FolderUseName, offerUse } from "./folderUse";
import { offerChoice } from "./importChoices";
import { ImportDraft } from "./importDraft";
import type { ImportChoice, Importer, ListedFile } from "./importer";
import { isPicturePath } from "./listedPictures";
import { folderOf, nameOf } from "./pathParts";

const folderUses: Readonly<Partial<Record<string, FolderUseName>>> = {
  bounding_box_train: "train",
  bounding_box_test: "gallery",
  query: "query",
};

/** Person and camera: PPPP_cCsS_FFFFFF_NN (Market-1501) or PPPP_cC_fFFFFFFF (DukeMTMC-reID). */
const namePattern = /^(-1|\d+)_c(\d+)(?:s\d+_\d+_\d+|_f\d+)[._]/;

/**
 * Market-1501 and DukeMTMC-reID: `bounding_box_train`, `bounding_box_test` and `query`, with person and camera in the
 * names of files. The folders may lie in another; where several such folders do, the user chooses.
 *
 * The camera is the item's sequence, since a hit of the same person by the same camera does not count. Person -1 is junk
 * that the benchmark ignores, so it is skipped. Person 0000 are distractors: gallery items that no query looks for.
 *
 * @see Zheng et al., Scalable Person Re-identification: A Benchmark, ICCV 2015
 */
export const market1501Importer: Importer = {
  layout: "market-1501",
  title: "Market-1501 / DukeMTMC",
  expects: "the folders bounding_box_train, bounding_box_test and query with files named PPPP_cCsS_… or PPPP_cC_f…",

  recognize({ files }) {
    const counts = new Map<string, number>();
    for (const { path } of files) {
      const folder = nameOf(folderOf(path));
      if (useOf(folder) === null || !isPicturePath(path) || !namePattern.test(nameOf(path))) continue;
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    if (counts.size === 0) return Promise.resolve(null);
    const found = Array.from(counts, ([folder, count]) => `${countOf(count, "file", "files")} in ${folder}`).join(", ");
    // One folder called "query" may belong to anything; its files' names say more.
    return Promise.resolve({ confidence: counts.size > 1 ? 0.98 : 0.8, evidence: `names PPPP_cC…: ${found}` });
  },

  read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const roots = picturesByRoot(draft.pictures.values());
    const options = Array.from(roots, ([value, folders]) => ({ value, label: `${value || folder.name} (${countOf(sizeOf(folders), "picture", "pictures")})` })); // prettier-ignore
    const root = offerChoice({ key: "root", label: "Data set", options, value: options[0]?.value ?? "" }, chosen);
    const choices: ImportChoice[] = options.length > 1 ? [root] : [];
    for (const [name, pictures] of roots.get(root.value) ?? []) {
      const label = `Folder ${name} (${countOf(pictures.length, "picture", "pictures")})`;
      const choice = offerUse(`folder:${name}`, label, useOf(name) ?? "gallery", chosen);
      choices.push(choice);
      addPictures(draft, pictures, choice);
    }
    return Promise.resolve(draft.finish({ choices, unnamedReason: "outside the benchmark's folders" }));
  },
};

function useOf(folder: string): FolderUseName | null {
  return Object.hasOwn(folderUses, folder) ? (folderUses[folder] ?? null) : null;
}

function addPictures(draft: ImportDraft, pictures: readonly ListedFile[], choice: ImportChoice): void {
  const use = chosenUse(choice);
  for (const { path } of pictures) {
    const [, person, camera] = namePattern.exec(nameOf(path)) ?? [];
    if (use === null) draft.skip(path, "left out");
    else if (person === undefined || camera === undefined) {
      const message = `expected a name that begins with person and camera as numbers, PPPP_cCsS_FFFFFF_NN or PPPP_cC_fFFFFFFF; found ${nameOf(path)}`;
      draft.fault({ file: path, line: null }, message);
      draft.use(path);
    } else if (person === "-1") draft.skip(path, "junk of the benchmark (person -1)");
    else draft.add(path, { identity: person, sequence: `c${camera}`, ...use }, { file: path, line: null });
  }
}

/** The benchmark's folders by the folder that they lie in, and the pictures that lie right in each. */
function picturesByRoot(pictures: Iterable<ListedFile>): Map<string, Map<string, ListedFile[]>> {
  const roots = new Map<string, Map<string, ListedFile[]>>();
  for (const picture of pictures) {
    const folder = folderOf(picture.path);
    const name = nameOf(folder);
    if (useOf(name) === null) continue;
    const root = folderOf(folder);
    const folders = roots.get(root) ?? new Map<string, ListedFile[]>();
    roots.set(root, folders);
    const listed = folders.get(name);
    if (listed === undefined) folders.set(name, [picture]);
    else listed.push(picture);
  }
  return roots;
}

function sizeOf(folders: ReadonlyMap<string, readonly ListedFile[]>): number {
  return [...folders.values()].reduce((count, pictures) => count + pictures.length, 0);
}
