import { countOf } from "./countOf";
import { chosenUse, type FolderUse, offerUse } from "./folderUse";
import { offerChoice } from "./importChoices";
import { ImportDraft } from "./importDraft";
import type { ChosenValues, ImportChoice, Importer } from "./importer";
import { isPicturePath } from "./listedPictures";
import { findLists, type ListedSheet, readList, useOfList } from "./patentLists";
import { type PatentFacts, readPatentMetadata } from "./patentMetadata";
import { type NamedPatent, patentOf } from "./patentNumber";
import { nameOf } from "./pathParts";

const identityOptions = [
  { value: "number", label: "Patent numbers" },
  { value: "label", label: "Labels of the lists" },
];

const ownListNames = /^(?:(?:train|val|test)_.*patent.*|test_(?:queries|database))\.txt$/i;

/**
 * DeepPatent, and other folders of sheets that are named for design patents of the United States.
 *
 * Lists of `path label` say which sheets are for training, validation and test, query and gallery; sheets that none names
 * are skipped. Without lists all sheets are queries and gallery, or gallery alone where no patent has two sheets. Labels of
 * different lists count from 0 anew, so the patent number is the identity, and a label that stands for two patents is told;
 * users may take labels instead. A sheet without number or label (the challenge's lists) is an identity of its own. The day
 * of issue is read from names, class and title from `metadata.txt`.
 *
 * @see Kucer et al., DeepPatent: Large Scale Patent Drawing Recognition and Retrieval, WACV 2022
 */
export const deepPatentImporter: Importer = {
  layout: "deep-patent",
  title: "DeepPatent",
  expects:
    "sheets named for design patents (USD0907292-00001.png), or the lists of DeepPatent (train_patent_trn.txt …)",

  recognize({ files }) {
    let pictures = 0;
    let numbered = 0;
    const lists: string[] = [];
    for (const { path } of files) {
      if (ownListNames.test(nameOf(path))) lists.push(path);
      if (!isPicturePath(path)) continue;
      pictures++;
      if (patentOf(path) !== null) numbered++;
    }
    const isPatents = numbered * 2 > pictures;
    if (pictures === 0 || (!isPatents && lists.length === 0)) return Promise.resolve(null);
    const sheets = `${countOf(numbered, "sheet", "sheets")} named for design patents`;
    const evidence = lists.length === 0 ? sheets : `${sheets}, and the lists ${lists.join(", ")}`;
    return Promise.resolve({ confidence: isPatents ? (lists.length > 0 ? 0.99 : 0.9) : 0.8, evidence });
  },

  async read(folder, chosen) {
    const draft = new ImportDraft(folder);
    const patents = new Map<string, NamedPatent>();
    for (const path of draft.pictures.keys()) {
      const patent = patentOf(path);
      if (patent !== null) patents.set(path, patent);
    }
    const numbers = new Set(Array.from(patents.values(), ({ number }) => number));
    const metadata = await readPatentMetadata(draft, numbers);
    const context: Patents = { draft, patents, metadata };
    const lists = findLists(folder.files.map(({ path }) => path));
    const choices =
      lists.length === 0 ? addAll(context, numbers.size, chosen) : await addListed(context, lists, chosen);
    return draft.finish({
      choices,
      unnamedReason: lists.length === 0 ? "not named for a patent" : "outside the lists",
    });
  },
};

/** What is known of the sheets before the lists are read. */
interface Patents {
  readonly draft: ImportDraft;
  /** By the path of a sheet. */
  readonly patents: ReadonlyMap<string, NamedPatent>;
  /** By the number of a patent. */
  readonly metadata: ReadonlyMap<string, PatentFacts>;
}

function addAll(context: Patents, patentCount: number, chosen: ChosenValues): ImportChoice[] {
  const { draft, patents } = context;
  let sheets = 0;
  for (const path of patents.keys()) sheets += Math.max(1, draft.pictures.get(path)?.pages ?? 1);
  const label = `All sheets (${countOf(sheets, "sheet", "sheets")})`;
  const choice = offerUse("folder:", label, patentCount < sheets ? "test" : "gallery", chosen);
  const use = chosenUse(choice);
  for (const [path, { number }] of patents) {
    if (use === null) draft.skip(path, "left out");
    else addSheet(context, { path, identity: number, use }, { file: path, line: null });
  }
  return [choice];
}

async function addListed(
  context: Patents,
  lists: ReturnType<typeof findLists>,
  chosen: ChosenValues,
): Promise<ImportChoice[]> {
  const choices: ImportChoice[] = [];
  const identity = offerChoice(
    { key: "identity", label: "Identities", options: identityOptions, value: "number" },
    chosen,
  );
  let labels = 0;
  for (const list of lists) {
    const sheets = await readList(context.draft, list.path);
    labels += sheets.reduce((count, { label }) => count + (label === null ? 0 : 1), 0);
    const label = `List ${list.path} (${countOf(sheets.length, "picture", "pictures")})`;
    const choice = offerUse(`list:${list.path}`, label, useOfList(list, lists), chosen);
    choices.push(choice);
    const use = chosenUse(choice);
    if (use !== null) addList(context, { path: list.path, sheets, use }, identity.value === "number");
  }
  return labels > 0 ? [...choices, identity] : choices;
}

function addList(
  context: Patents,
  {
    path: file,
    sheets,
    use,
  }: { readonly path: string; readonly sheets: readonly ListedSheet[]; readonly use: FolderUse },
  byNumber: boolean,
): void {
  if (byNumber) tellMixedLabels(context, file, sheets);
  for (const { line, path, label } of sheets) {
    const number = context.patents.get(path)?.number ?? null;
    const labelIdentity = label === null ? null : `${use.split}-${label}`;
    const identity = (byNumber ? number : labelIdentity) ?? labelIdentity ?? number ?? path;
    addSheet(context, { path, identity, use }, { file, line });
  }
}

/** Tells labels that stand for two patents, each once: patent numbers part what such a label joins. */
function tellMixedLabels({ draft, patents }: Patents, file: string, sheets: readonly ListedSheet[]): void {
  const firsts = new Map<string, { readonly number: string; readonly line: number }>();
  const told = new Set<string>();
  for (const { line, path, label } of sheets) {
    const number = patents.get(path)?.number;
    if (label === null || number === undefined) continue;
    const first = firsts.get(label);
    if (first === undefined) firsts.set(label, { number, line });
    else if (first.number !== number && !told.has(label)) {
      told.add(label);
      const message = `label ${label} was of ${first.number} in line ${first.line}; found ${number} here. Patent numbers are taken for identities`;
      draft.fault({ file, line }, message);
    }
  }
}

function addSheet(
  { draft, patents, metadata }: Patents,
  { path, identity, use }: { readonly path: string; readonly identity: string; readonly use: FolderUse },
  place: { readonly file: string; readonly line: number | null },
): void {
  const patent = patents.get(path);
  const known = patent === undefined ? undefined : metadata.get(patent.number);
  const date = patent?.date ?? null;
  draft.add(path, { identity, ...use, ...known, ...(date === null ? {} : { date }) }, place);
}
