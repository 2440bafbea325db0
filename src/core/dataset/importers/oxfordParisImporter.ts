import { offerChoice } from "./importChoices";
import { ImportDraft, type TextPlace } from "./importDraft";
import type { ChosenValues, ImportChoice, Importer } from "./importer";
import { boxOf, PictureNames } from "./pictureNames";
import { nameOf } from "./pathParts";
import { textLines } from "./textLines";
import type { Item } from "../item";

const queryFile = /^(.+)_(\d+)_query\.txt$/;
const listFile = /^.+_\d+_(?:query|good|ok|junk)\.txt$/;
const severalReason = "matches of several landmarks: imported as a match of the first of them alone";
const keptJunkReason = "junk for one landmark and a match of another: imported as that match";

/** One query of the benchmark: what its four text files say. */
interface Query {
  /** The files' path without `_query.txt`. */
  readonly base: string;
  readonly landmark: string;
  readonly path: string;
  readonly box: NonNullable<Item["box"]>;
  readonly place: TextPlace;
}

/**
 * Oxford 5k and Paris 6k with their first ground truth: for each of 55 queries four text files that name the query with its
 * box, and its good, ok and junk pictures.
 *
 * The identity is the landmark in the files' names; good and ok pictures are matches. What a table of identities cannot
 * say is told: a picture that matches two landmarks is a match of the one that calls it good, else of the first; pictures
 * that are junk and match nothing are left out of the gallery for all queries, not for their own alone. A picture that no
 * list names is a distractor with an identity of its own, its path. The box belongs to the query, but an item is one
 * picture: by default queries are cropped and stay out of the gallery, as the revisited benchmarks have it; the first
 * protocol, which searches them whole in the gallery too, can be chosen, and then has no boxes.
 *
 * @see Philbin et al., Object retrieval with large vocabularies and fast spatial matching, CVPR 2007, and the README of the
 *   ground truth files
 */
export const oxfordParisImporter: Importer = {
  layout: "oxford-paris",
  title: "Oxford 5k / Paris 6k (good, ok and junk lists)",
  expects: "Pictures, and text files LANDMARK_N_query.txt, …_good.txt, …_ok.txt and …_junk.txt.",

  recognize(folder) {
    const paths = new Set(folder.files.map(({ path }) => path));
    const queries = [...paths].filter((path) => queryFile.test(nameOf(path)));
    const whole = queries.filter((path) => paths.has(path.replace(/_query\.txt$/, "_good.txt")));
    if (whole.length === 0) return Promise.resolve(null);
    return Promise.resolve({
      confidence: 0.95,
      evidence: `${whole.length} queries with lists …_query.txt and …_good.txt`,
    });
  },

  async read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const choices = offerChoices(chosen);
    const names = new PictureNames(draft);
    const queries = await readQueries(draft, names);
    const landmarks = await readMatches(draft, names, queries);
    const junk = await readNames(draft, names, queries, "junk");
    addItems({ draft, queries, landmarks, junk }, choices);
    return draft.finish({ choices: Object.values(choices), unnamedReason: "outside the lists" });
  },
};

function offerChoices(chosen: ChosenValues): Readonly<Record<"boxes" | "junk", ImportChoice>> {
  return {
    boxes: offerChoice(
      {
        key: "query-boxes",
        label: "Queries",
        options: [
          { value: "crop", label: "Cropped to their box, not in the gallery" },
          { value: "whole", label: "Whole pictures, in the gallery too" },
        ],
        value: "crop",
      },
      chosen,
    ),
    junk: offerChoice(
      {
        key: "junk",
        label: "Junk pictures that match nothing",
        options: [
          { value: "skip", label: "Left out" },
          { value: "gallery", label: "Distractors in the gallery" },
        ],
        value: "skip",
      },
      chosen,
    ),
  };
}

async function readQueries(draft: ImportDraft, names: PictureNames): Promise<Query[]> {
  const queries = new Map<string, Query>();
  for (const { path: file } of draft.folder.files) {
    if (listFile.test(nameOf(file))) draft.use(file);
    const landmark = queryFile.exec(nameOf(file))?.[1];
    const query = landmark === undefined ? null : await readQuery(draft, names, file, landmark);
    if (query === null) continue;
    const other = queries.get(query.path);
    if (other === undefined) queries.set(query.path, query);
    else
      draft.fault(
        query.place,
        `${query.path} is the query of ${other.place.file} already, and one picture is one item`,
      );
  }
  return [...queries.values()];
}

async function readQuery(
  draft: ImportDraft,
  names: PictureNames,
  file: string,
  landmark: string,
): Promise<Query | null> {
  const [first = { line: null, text: "" }, ...more] = textLines(await draft.readText(file));
  const place = { file, line: first.line };
  const [name = "", ...cells] = first.text.split(/\s+/);
  const box = boxOf(cells.map(Number));
  if (box === null || more.length > 0) {
    draft.fault(place, `expected one line with a name and a box x1 y1 x2 y2; found "${first.text.slice(0, 80)}"`);
    return null;
  }
  // Oxford's query files put the name of a feature detector before the picture's.
  const path = names.find(name.replace(/^oxc1_/, ""), "", place);
  return path === null ? null : { base: file.slice(0, -"_query.txt".length), landmark, path, box, place };
}

/** The landmark of each match; good goes before ok, the first list before later ones. */
async function readMatches(
  draft: ImportDraft,
  names: PictureNames,
  queries: readonly Query[],
): Promise<Map<string, string>> {
  const landmarks = new Map(queries.map(({ path, landmark }) => [path, landmark]));
  const several = new Set<string>();
  for (const kind of ["good", "ok"] as const) {
    for (const [path, landmark] of await readNames(draft, names, queries, kind)) {
      const known = landmarks.get(path);
      if (known === undefined) landmarks.set(path, landmark);
      else if (known !== landmark) several.add(path);
    }
  }
  for (const path of several) draft.skip(path, severalReason);
  return landmarks;
}

/** What the lists of one kind name: pairs of picture and landmark, each once. */
async function readNames(
  draft: ImportDraft,
  names: PictureNames,
  queries: readonly Query[],
  kind: "good" | "ok" | "junk",
): Promise<(readonly [path: string, landmark: string])[]> {
  const pairs = new Map<string, readonly [string, string]>();
  const listed = new Set(draft.folder.files.map(({ path }) => path));
  for (const { base, landmark, place } of queries) {
    const file = `${base}_${kind}.txt`;
    if (!listed.has(file)) {
      draft.fault(place, `expected the list ${file} beside the query; found none`);
      continue;
    }
    for (const { line, text } of textLines(await draft.readText(file))) {
      const path = names.find(text, "", { file, line });
      if (path !== null) pairs.set(`${landmark}\n${path}`, [path, landmark]);
    }
  }
  return [...pairs.values()];
}

interface Judged {
  readonly draft: ImportDraft;
  readonly queries: readonly Query[];
  readonly landmarks: ReadonlyMap<string, string>;
  readonly junk: readonly (readonly [path: string, landmark: string])[];
}

function addItems({ draft, queries, landmarks, junk }: Judged, choices: ReturnType<typeof offerChoices>): void {
  const isCropped = choices.boxes.value === "crop";
  const boxes = new Map(queries.map(({ path, box }) => [path, box]));
  const junkPaths = new Set(junk.map(([path]) => path));
  for (const path of draft.pictures.keys()) {
    const place = { file: path, line: null };
    const landmark = landmarks.get(path);
    const box = boxes.get(path);
    const roles = { split: "test", isQuery: box !== undefined, isGallery: box === undefined || !isCropped };
    const isJunk = junkPaths.has(path);
    if (landmark !== undefined) {
      if (isJunk) draft.skip(path, keptJunkReason);
      draft.add(path, { identity: landmark, ...roles, ...(box !== undefined && isCropped ? { box } : {}) }, place);
    } else if (isJunk && choices.junk.value === "skip") draft.skip(path, "junk of the benchmark");
    else draft.add(path, { identity: path, ...roles }, place);
  }
}
