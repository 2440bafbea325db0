import { isStudioError } from "../../errors";
import { countOf } from "./countOf";
import { chosenUse, type FolderUse, type FolderUseName, offerUse } from "./folderUse";
import { offerChoice } from "./importChoices";
import { ImportDraft, type TextPlace } from "./importDraft";
import type { ChosenValues, FolderView, ImportChoice, Importer } from "./importer";
import { isPicturePath } from "./listedPictures";
import { headerOf, readNamedRows } from "./namedRows";
import { extensionOf, folderOf, nameOf, stemOf } from "./pathParts";

const columns = ["query_id", "reference_id"] as const;
const usesOfLetter: Readonly<Record<string, FolderUseName>> = { Q: "query", R: "gallery", T: "train" };
const idPattern = /^([QRT])\d{5,6}$/;

/** What the ground truths say of a query. */
interface Match {
  /** "" for a query that copies no reference. */
  readonly reference: string;
  readonly place: TextPlace;
}

/**
 * ISC21, the image similarity challenge (DISC21): folders of queries Q…, references R… and training pictures T…, and
 * ground truths in CSV, `query_id,reference_id`, an empty reference for a query that copies none.
 *
 * The identity is the reference: a query has that of the reference it copies, so the table says all that the ground truth
 * says. Queries that copy none, and those that no ground truth lists (the private half before its truth was published),
 * have an identity of their own, their name; the evaluation leaves them out, as they have nothing to find, whereas the
 * challenge's own metric also counts what they find by mistake. Training pictures have an identity each, as the winners
 * trained. A query with a second reference keeps the first, and the second is a fault.
 *
 * @see Douze et al., The 2021 image similarity dataset and challenge, arXiv:2106.09672
 */
export const isc21Importer: Importer = {
  layout: "isc21",
  title: "ISC21 / DISC21 copy detection",
  expects: "Folders with queries Q….jpg and references R….jpg, and a ground truth in CSV with query_id,reference_id.",

  async recognize(folder) {
    const counts: Record<string, number> = {};
    for (const { path } of folder.files) {
      const letter = isPicturePath(path) ? letterOf(path) : null;
      if (letter !== null) counts[letter] = (counts[letter] ?? 0) + 1;
    }
    const { Q: queries = 0, R: references = 0 } = counts;
    if (queries === 0 || references === 0) return null;
    const truths = await findTruths(folder);
    const found = `${countOf(queries, "query", "queries")} Q… and ${countOf(references, "reference", "references")} R…`;
    if (truths.length === 0) return { confidence: 0.6, evidence: `${found}, without a ground truth` };
    return { confidence: 0.96, evidence: `${found}, and the ground truth ${truths.join(", ")}` };
  },

  async read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const folders = findFolders(draft, chosen);
    const truths = (await findTruths(folder)).map((path) => offerTruth(path, chosen));
    const matches = new Map<string, Match>();
    const leftOut = new Set<string>();
    for (const truth of truths) {
      const found = await readTruth(draft, truth.key.slice("truth:".length));
      if (truth.value !== "use") for (const query of found.keys()) leftOut.add(query);
      else for (const [query, match] of found) keepMatch(draft, matches, query, match);
    }
    const ids = addItems(draft, folders, { matches, leftOut });
    for (const [query, { reference, place }] of matches) {
      if (!ids.has(query)) draft.fault(place, `expected a picture of the query ${query}; found none`);
      if (reference !== "" && !ids.has(reference)) {
        draft.fault(place, `expected a picture of the reference ${reference}; found none`);
      }
    }
    const choices = [...[...folders.values()].map(({ choice }) => choice), ...truths];
    return draft.finish({ choices, unnamedReason: "not named Q, R or T with a number" });
  },
};

function letterOf(path: string): string | null {
  return idPattern.exec(stemOf(path))?.[1] ?? null;
}

/** Ground truths by their name, and other lists by their columns. */
async function findTruths(folder: FolderView): Promise<string[]> {
  const truths: string[] = [];
  for (const { path } of folder.files) {
    if (extensionOf(path) !== "csv") continue;
    if (/ground_truth/i.test(nameOf(path)) || (await hasColumns(folder, path))) truths.push(path);
  }
  return truths;
}

async function hasColumns(folder: FolderView, path: string): Promise<boolean> {
  try {
    const header = headerOf(await folder.readHead(path), columns);
    return columns.every((column) => header.includes(column));
  } catch (thrown) {
    if (isStudioError(thrown) && thrown.name === "ImportFormatError") return false;
    throw thrown;
  }
}

function offerTruth(path: string, chosen: ChosenValues): ImportChoice {
  const options = [
    { value: "use", label: "Use it" },
    { value: "none", label: "Leave its queries out" },
  ];
  return offerChoice({ key: `truth:${path}`, label: `Ground truth ${path}`, options, value: "use" }, chosen);
}

interface KnownFolder {
  readonly choice: ImportChoice;
  readonly use: FolderUse | null;
}

/** The folders that hold pictures named as the challenge does; what a folder is for shows in its first picture's name. */
function findFolders(draft: ImportDraft, chosen: ChosenValues): Map<string, KnownFolder> {
  const counts = new Map<string, { readonly letter: string; count: number }>();
  for (const path of draft.pictures.keys()) {
    const letter = letterOf(path);
    if (letter === null) continue;
    const known = counts.get(folderOf(path));
    if (known === undefined) counts.set(folderOf(path), { letter, count: 1 });
    else known.count++;
  }
  const folders = new Map<string, KnownFolder>();
  for (const [folder, { letter, count }] of counts) {
    const label = `Folder ${folder} (${countOf(count, "picture", "pictures")})`;
    const choice = offerUse(`folder:${folder}`, label, usesOfLetter[letter] ?? "train", chosen);
    folders.set(folder, { choice, use: chosenUse(choice) });
  }
  return folders;
}

/** The matches of a ground truth, the first of each query. Older copies of the lists have no header. */
async function readTruth(draft: ImportDraft, file: string): Promise<Map<string, Match>> {
  const isRow = ([query = ""]: readonly string[]): boolean => idPattern.test(query);
  const matches = new Map<string, Match>();
  for (const { line, cell } of await readNamedRows(draft, file, { required: columns, isRow })) {
    const [query, reference, place] = [cell("query_id"), cell("reference_id"), { file, line }];
    if (idPattern.exec(query)?.[1] !== "Q") draft.fault(place, `expected query_id as Q00000; found "${query}"`);
    else if (reference !== "" && idPattern.exec(reference)?.[1] !== "R") {
      draft.fault(place, `expected reference_id as R000000 or nothing; found "${reference}"`);
    } else keepMatch(draft, matches, query, { reference, place });
  }
  return matches;
}

function keepMatch(draft: ImportDraft, matches: Map<string, Match>, query: string, match: Match): void {
  const known = matches.get(query);
  if (known === undefined) matches.set(query, match);
  else {
    const before = `${known.place.file}, line ${known.place.line}`;
    draft.fault(
      match.place,
      `${query} stands already in ${before}, there with "${known.reference}", here with "${match.reference}"`,
    );
  }
}

/** Adds the pictures of the folders, and gives their names. */
function addItems(
  draft: ImportDraft,
  folders: ReadonlyMap<string, KnownFolder>,
  { matches, leftOut }: { readonly matches: ReadonlyMap<string, Match>; readonly leftOut: ReadonlySet<string> },
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const path of draft.pictures.keys()) {
    const folder = folders.get(folderOf(path));
    const id = stemOf(path);
    const first = paths.get(id);
    const place = { file: path, line: null };
    if (folder === undefined || letterOf(path) === null) continue;
    if (folder.use === null) draft.skip(path, "in a folder that is left out");
    else if (leftOut.has(id) && !matches.has(id)) draft.skip(path, "query of a ground truth that is left out");
    else if (first !== undefined) {
      draft.use(path);
      draft.fault(place, `expected one picture of the name ${id}; found ${first} before`);
    } else {
      const reference = matches.get(id)?.reference ?? "";
      draft.add(path, { identity: reference === "" ? id : reference, ...folder.use }, place);
    }
    paths.set(id, first ?? path);
  }
  return paths;
}
