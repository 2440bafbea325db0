import { isStudioError } from "../../errors";
import { readPickle } from "../pickle";
import { offerChoice } from "./importChoices";
import { ImportDraft } from "./importDraft";
import type { ChosenValues, FolderView, ImportChoice, Importer } from "./importer";
import { isPicturePath } from "./listedPictures";
import { folderOf, nameOf } from "./pathParts";
import { PictureNames } from "./pictureNames";
import { mostFrequent } from "./mostFrequent";
import { nameQueryGroups } from "./nameQueryGroups";
import { readJson } from "./readJson";
import { parseRevisitedTruth, type RevisitedTruth, type TruthQuery } from "./revisitedTruth";

const truthFile = /^gnd_.*\.(?:pkl|pickle|json)$/;

const protocols = [
  { value: "easy", label: "Easy: easy pictures match, hard ones are junk" },
  { value: "medium", label: "Medium: easy and hard pictures match" },
  { value: "hard", label: "Hard: hard pictures match, easy ones are junk" },
] as const;

type Protocol = (typeof protocols)[number]["value"];

/**
 * Revisited Oxford and Paris: pictures, and a ground truth `gnd_….pkl` (or the same as JSON) with `imlist`, `qimlist` and,
 * for each query, its box and its easy, hard and junk pictures.
 *
 * The ground truth judges pairs, a table of items knows identities, so an identity is made of the queries that share most
 * of their matches (`nameQueryGroups`), and the pictures that match them by the chosen protocol. A picture that matches
 * queries of several identities becomes a match of the one with most of them. Pictures that are junk for some query and
 * match none are left out of the gallery for all. What this changes is counted in the protocol's label: pairs that match
 * as identities and not in the ground truth, or the other way round, and junk that stays. For the benchmark's own figures
 * the pairs themselves are needed. A gallery picture that nothing is said of is a distractor; its identity is its path.
 *
 * @see Radenović et al., Revisiting Oxford and Paris, CVPR 2018, section 3
 */
export const revisitedOxfordParisImporter: Importer = {
  layout: "revisited-oxford-paris",
  title: "Revisited Oxford / Paris",
  expects: "Pictures, and gnd_roxford5k.pkl or gnd_rparis6k.pkl (or the same as JSON) with imlist, qimlist and gnd.",

  recognize(folder) {
    const files = folder.files.filter(({ path }) => truthFile.test(nameOf(path)));
    const [first] = files;
    if (first === undefined || !folder.files.some(({ path }) => isPicturePath(path))) return Promise.resolve(null);
    return Promise.resolve({ confidence: 0.96, evidence: `the ground truth ${first.path}` });
  },

  async read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const names = new PictureNames(draft);
    const choices: ImportChoice[] = [];
    for (const { path } of folder.files) {
      if (!truthFile.test(nameOf(path))) continue;
      const truth = await readTruth(draft, folder, path);
      if (truth !== null) choices.push(addTruth({ draft, names, file: path, truth }, chosen));
    }
    return draft.finish({ choices, unnamedReason: "outside the ground truth's lists" });
  },
};

async function readTruth(draft: ImportDraft, folder: FolderView, path: string): Promise<RevisitedTruth | null> {
  const fault = (message: string): void => draft.fault({ file: path, line: null }, message);
  draft.use(path);
  try {
    const value: unknown = path.endsWith(".json")
      ? await readJson(draft, path)
      : readPickle(await folder.readBytes(path), path);
    return value === undefined ? null : parseRevisitedTruth(value, fault);
  } catch (thrown) {
    if (!isStudioError(thrown) || thrown.name !== "ImportFormatError") throw thrown;
    fault(`${thrown.message} ${thrown.hint}`);
    return null;
  }
}

interface NamedTruth {
  readonly draft: ImportDraft;
  readonly names: PictureNames;
  readonly file: string;
  readonly truth: RevisitedTruth;
}

function addTruth({ draft, names, file, truth }: NamedTruth, chosen: ChosenValues): ImportChoice {
  const { queries, images } = truth;
  const choice = offerChoice(
    { key: `protocol:${file}`, label: "", options: protocols, value: "medium" satisfies Protocol },
    chosen,
  );
  const judged = queries.map((query) => judge(query, choice.value));
  const identities = nameQueryGroups(queries);
  const matched = matchedIdentities(judged, identities);
  const junk = new Set(judged.flatMap((each) => [...each.junk]));
  const folder = folderOf(file);
  const find = (name: string): string | null => names.find(name, folder, { file, line: null });
  images.forEach((name, place) => {
    const path = find(name);
    if (path === null) return;
    const found = matched.get(place);
    if (found !== undefined && new Set(found).size > 1) {
      draft.skip(path, "matches of several identities: imported as a match of the one with most queries alone");
    }
    const identity = found === undefined ? undefined : mostFrequent(found);
    if (identity === undefined && junk.has(place)) draft.skip(path, "junk by the chosen protocol, for all queries");
    else
      draft.add(
        path,
        { identity: identity ?? path, split: "test", isQuery: false, isGallery: true },
        { file, line: null },
      );
  });
  const inGallery = new Set(images);
  queries.forEach(({ name, box }, i) => {
    const path = find(name);
    if (path === null) return;
    const facts = { identity: identities[i] ?? name, split: "test", isQuery: true, isGallery: false };
    if (box !== null && inGallery.has(name))
      draft.skip(path, "queries that are in the gallery too: imported without their box");
    draft.add(path, { ...facts, ...(box === null ? {} : { box }) }, { file, line: null });
  });
  const changed = changedPairs(judged, identities, matched);
  const counted = `${queries.length} queries of ${new Set(identities).size} identities`;
  const told = changed === 0 ? "as in the ground truth" : `${changed} judged pairs differ from the ground truth`;
  return { ...choice, label: `Protocol of ${nameOf(file)} (${counted}; ${told})` };
}

interface JudgedQuery {
  readonly matches: ReadonlySet<number>;
  readonly junk: ReadonlySet<number>;
}

function judge({ easy, hard, junk }: TruthQuery, protocol: string): JudgedQuery {
  switch (protocol) {
    case "easy":
      return { matches: new Set(easy), junk: new Set([...junk, ...hard]) };
    case "hard":
      return { matches: new Set(hard), junk: new Set([...junk, ...easy]) };
    default:
      return { matches: new Set([...easy, ...hard]), junk: new Set(junk) };
  }
}

/** The identities of the queries that a picture matches, one for each such query. */
function matchedIdentities(judged: readonly JudgedQuery[], identities: readonly string[]): Map<number, string[]> {
  const matched = new Map<number, string[]>();
  judged.forEach(({ matches }, i) => {
    for (const place of matches) matched.set(place, [...(matched.get(place) ?? []), identities[i] ?? ""]);
  });
  return matched;
}

/** Pairs of a query and a gallery picture that the table judges otherwise than the ground truth. */
function changedPairs(
  judged: readonly JudgedQuery[],
  identities: readonly string[],
  matched: ReadonlyMap<number, readonly string[]>,
): number {
  let changed = 0;
  for (const [place, found] of matched) {
    const identity = mostFrequent(found);
    judged.forEach(({ matches, junk }, i) => {
      const isMatch = identities[i] === identity;
      if (matches.has(place) !== isMatch || (junk.has(place) && !isMatch)) changed++;
    });
  }
  return changed;
}
