import type { ImportProposal } from "../../contracts/datasetService";
import { countSplits } from "../../core/dataset/countSplits";
import type { ImportedTable, ImportFault, ListedVectors, SkippedFiles } from "../../core/dataset/importers/importer";
import type { RecognizedLayout } from "../../core/dataset/importers/recognizeLayout";
import { sheetOf } from "../../core/dataset/sheet";
import type { Source, SourceListing } from "../sources/source";

const shownFaults = 100;
const shownPaths = 10;
const shownItems = 12;

/** What a proposal is made of. */
export interface ProposedImport {
  readonly source: Source;
  readonly listing: SourceListing;
  readonly layouts: readonly RecognizedLayout[];
  readonly sourceFaults: readonly ImportFault[];
  readonly layout: RecognizedLayout;
  readonly table: ImportedTable;
}

/** The proposal as the page shows it: counts of all, and the first of what may be hundreds of thousands. */
export function describeProposal(proposalId: number, proposed: ProposedImport): ImportProposal {
  const { source, listing, layouts, sourceFaults, layout, table } = proposed;
  return {
    proposalId,
    name: source.name,
    layout: layout.importer.layout,
    layouts: layouts.map(({ importer: { layout, title }, evidence }) => ({ layout, title, evidence })),
    ...countSplits(table.items),
    choices: table.choices,
    faultCount: sourceFaults.length + table.faults.length,
    firstFaults: [...sourceFaults, ...table.faults].slice(0, shownFaults),
    skipped: joinSkipped([...listing.skipped, ...table.skipped]),
    firstItems: table.items.slice(0, shownItems),
    vectors: table.vectors === null ? null : describeVectors(table.vectors),
    pictureBytes: pictureBytes(listing, table),
  };
}

/** One line for each reason, with a few of its paths. */
function joinSkipped(all: readonly SkippedFiles[]): ImportProposal["skipped"] {
  const joined = new Map<string, { paths: string[]; count: number }>();
  for (const { reason, paths } of all) {
    const known = joined.get(reason) ?? { paths: [], count: 0 };
    known.paths.push(...paths.slice(0, shownPaths - known.paths.length));
    known.count += paths.length;
    joined.set(reason, known);
  }
  return [...joined].map(([reason, { paths, count }]) => ({ reason, paths, count }));
}

function describeVectors({ path, rows, dimension }: ListedVectors): ImportProposal["vectors"] {
  return { path, rows: rows.reduce((count, row) => (row < 0 ? count : count + 1), 0), dimension };
}

/** Each file once, however many sheets it has; null where a size is not known before the file is read. */
function pictureBytes({ files }: SourceListing, { items }: ImportedTable): number | null {
  const bytesOf = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const counted = new Set<string>();
  let sum = 0;
  for (const { itemId } of items) {
    const { path } = sheetOf(itemId);
    if (counted.has(path)) continue;
    counted.add(path);
    const bytes = bytesOf.get(path);
    if (bytes === null) return null;
    sum += bytes ?? 0;
  }
  return sum;
}
