import { isStudioError } from "../../errors";
import { countOf } from "./countOf";
import { chosenUse, type FolderUse, type FolderUseName, offerUse } from "./folderUse";
import { ImportDraft, type TextPlace } from "./importDraft";
import type { ChosenValues, FolderView, ImportChoice, Importer } from "./importer";
import { isPicturePath } from "./listedPictures";
import { type LandmarkList, landmarkListOf, type ListedLandmark, readLandmarks, readSolution } from "./landmarkLists";
import { extensionOf, folderOf, nameOf } from "./pathParts";
import { PictureNames } from "./pictureNames";
import { mostFrequent } from "./mostFrequent";

/**
 * Landmarks: lists of links with a landmark, and the pictures that were loaded from them. Known are the lists of Google
 * Landmarks (`id,url,landmark_id`; `landmark_id,images`; `id,landmark_id`; the solution `id,images,Usage`), and lists
 * `url,label` whose pictures bear the end of the link as their name.
 *
 * The identity is the landmark's number or label. Training and index number their landmarks each for itself, so where
 * several lists number them the list's name stands before the number. A query of a solution has the landmark of most
 * pictures it should find; one that should find none is ignored by the benchmark and skipped. Pictures that the solution
 * calls right although they show another landmark are told. Lists name millions of pictures of which many links are dead:
 * each picture that is not there is a fault, and the import goes on with the others.
 *
 * @see Weyand et al., Google Landmarks Dataset v2, CVPR 2020, and the data set's README
 */
export const landmarksImporter: Importer = {
  layout: "landmarks",
  title: "Landmarks (lists of links with local files)",
  expects: "Lists in CSV with id,url,landmark_id (or url,label), and the pictures, named by id or as in the link.",

  async recognize(folder) {
    if (!folder.files.some(({ path }) => isPicturePath(path))) return null;
    const lists = await findLists(folder);
    if (!lists.some(({ kind }) => kind !== "solution")) return null;
    const names = lists.map(({ file, required }) => `${file} (${required.join(",")})`).join(", ");
    return { confidence: 0.9, evidence: names.slice(0, 200) };
  },

  async read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const names = new PictureNames(draft);
    const lists = await findLists(folder);
    const landmarks = new Map<string, string>();
    const labelled = lists.filter(({ kind }) => kind !== "solution");
    const choices: ImportChoice[] = [];
    for (const list of labelled) {
      const listed = await readLandmarks(draft, list);
      const choice = offerList(list, listed.length, chosen);
      choices.push(choice);
      const prefix = labelled.length > 1 ? `${listName(list.file)}/` : "";
      addListed({ draft, names, landmarks, prefix, use: chosenUse(choice), list }, listed);
    }
    for (const list of lists) {
      if (list.kind !== "solution") continue;
      const choice = offerUse(`list:${list.file}`, `Queries of ${list.file}`, "query", chosen);
      choices.push(choice);
      await addSolved({ draft, names, landmarks, prefix: "", use: chosenUse(choice), list });
    }
    return draft.finish({ choices, unnamedReason: "outside the lists" });
  },
};

async function findLists(folder: FolderView): Promise<LandmarkList[]> {
  const lists: LandmarkList[] = [];
  for (const { path } of folder.files) {
    if (!["csv", "tsv"].includes(extensionOf(path))) continue;
    try {
      const list = landmarkListOf(path, await folder.readHead(path));
      if (list !== null) lists.push(list);
    } catch (thrown) {
      if (!isStudioError(thrown) || thrown.name !== "ImportFormatError") throw thrown;
    }
  }
  return lists;
}

/** "train" of train_clean.csv, "index" of index_image_to_landmark.csv: lists of one part number landmarks alike. */
function listName(file: string): string {
  return /^[a-z]+/i.exec(nameOf(file))?.[0] ?? nameOf(file);
}

function offerList({ file }: LandmarkList, count: number, chosen: ChosenValues): ImportChoice {
  const name = listName(file).toLowerCase();
  const use: FolderUseName = name === "index" ? "gallery" : name === "train" ? "train" : "test";
  return offerUse(`list:${file}`, `List ${file} (${countOf(count, "picture", "pictures")})`, use, chosen);
}

interface ListReader {
  readonly draft: ImportDraft;
  readonly names: PictureNames;
  /** Identity of each picture that a list gave one. */
  readonly landmarks: Map<string, string>;
  readonly prefix: string;
  readonly use: FolderUse | null;
  readonly list: LandmarkList;
}

function addListed(reader: ListReader, listed: readonly ListedLandmark[]): void {
  const { draft, landmarks, prefix, use, list } = reader;
  const lines = new Map<string, number>();
  for (const { line, name, landmark, source } of listed) {
    const place = { file: list.file, line };
    const path = findPicture(reader, name, place);
    if (path === null) continue;
    const first = lines.get(path);
    lines.set(path, first ?? line);
    if (first !== undefined) draft.fault(place, `${path} stands already in line ${first}`);
    else if (use === null) draft.skip(path, "in a list that is left out");
    if (first !== undefined || use === null) continue;
    const identity = `${prefix}${landmark}`;
    landmarks.set(path, landmarks.get(path) ?? identity);
    draft.add(path, { identity, ...use, ...(source === "" ? {} : { source }) }, place);
  }
}

/** Below the folder named as the list first: the same id never stands in two parts, but lists may lie above both. */
function findPicture({ names, list }: ListReader, name: string, place: TextPlace): string | null {
  const beside = folderOf(list.file);
  const part = listName(list.file);
  const folder = beside === "" ? part : `${beside}/${part}`;
  return names.find(name, names.peek(name, folder).length > 0 ? folder : beside, place);
}

async function addSolved(reader: ListReader): Promise<void> {
  const { draft, landmarks, names, use, list } = reader;
  for (const { line, name, images } of await readSolution(draft, list)) {
    const place = { file: list.file, line };
    const found = images.flatMap((image) => names.peek(image, ""));
    const identities = found.flatMap((path) => landmarks.get(path) ?? []);
    const identity = mostFrequent(identities);
    const path = findPicture(reader, name, place);
    if (path === null) continue;
    if (use === null || images.length === 0) {
      draft.skip(
        path,
        use === null ? "in a list that is left out" : "query without anything to find, ignored by the benchmark",
      );
    } else if (identity === "") {
      draft.fault(
        place,
        `expected a gallery picture with a landmark among the ${images.length} that ${name} should find; found none`,
      );
    } else {
      draft.add(path, { identity, ...use }, place);
      const others = found.filter((each) => landmarks.get(each) !== identity);
      for (const other of others)
        draft.skip(other, `right for a query of another landmark by ${list.file}: imported with its own`);
    }
  }
}
