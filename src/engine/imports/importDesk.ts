import type { DatasetService, FolderSource, ImportProposal, ListingProgress } from "../../contracts/datasetService";
import type { ChosenValues, ImportedTable, ImportFault, LayoutName } from "../../core/dataset/importers/importer";
import { type RecognizedLayout, recognizeLayout } from "../../core/dataset/importers/recognizeLayout";
import { StudioError } from "../../core/errors";
import type { TakenImport } from "../library/takenImport";
import type { RunningJobs } from "../runningJobs";
import { openSource } from "../sources/openSource";
import type { Source, SourceListing } from "../sources/source";
import { countSheets, type SheetCounter } from "./countSheets";
import { checkVectors } from "./importedVectors";
import { describeProposal } from "./importProposal";
import { SourceView } from "./sourceView";
import { throttled } from "./throttled";

/** What is known of a proposed import; `revise` replaces the table and the layout. */
interface Proposal {
  readonly given: FolderSource;
  readonly source: Source;
  readonly listing: SourceListing;
  readonly view: SourceView;
  readonly layouts: readonly RecognizedLayout[];
  /** Faults of single files, found before any layout was read. */
  readonly sourceFaults: readonly ImportFault[];
  readonly layout: RecognizedLayout;
  readonly table: ImportedTable;
}

/** Recognizes what a user gave and reads it as a proposal, which waits here under its number until it is accepted. */
export class ImportDesk implements Pick<DatasetService, "propose" | "revise" | "readFaults" | "discard"> {
  readonly #proposals = new Map<number, Proposal>();
  readonly #jobs: RunningJobs;
  readonly #makeCounter: () => SheetCounter;
  #lastProposalId = 0;

  /** @param makeCounter counts the sheets of documents; one is made and closed for each proposal */
  constructor(jobs: RunningJobs, makeCounter: () => SheetCounter) {
    this.#jobs = jobs;
    this.#makeCounter = makeCounter;
  }

  propose(
    jobId: number,
    given: FolderSource,
    onProgress: (progress: ListingProgress) => void,
  ): Promise<ImportProposal> {
    return this.#jobs.run(jobId, async (signal) => {
      const source = openSource(given);
      try {
        const proposal = await this.#read(given, source, signal, throttled(onProgress));
        signal.throwIfAborted();
        const proposalId = ++this.#lastProposalId;
        this.#proposals.set(proposalId, proposal);
        return describe(proposalId, proposal);
      } catch (error) {
        source.close();
        throw error;
      }
    });
  }

  revise(jobId: number, proposalId: number, layout: LayoutName, chosen: ChosenValues): Promise<ImportProposal> {
    return this.#jobs.run(jobId, async (signal) => {
      const former = this.#find(proposalId);
      const other = former.layouts.find(({ importer }) => importer.layout === layout);
      if (other === undefined) throw new Error(`layout ${layout} does not fit proposal ${proposalId}`);
      const table = await readLayout(other, former.source, former.view, chosen);
      signal.throwIfAborted();
      const proposal = { ...former, layout: other, table };
      this.#proposals.set(proposalId, proposal);
      return describe(proposalId, proposal);
    });
  }

  readFaults(proposalId: number): Promise<ImportFault[]> {
    const { sourceFaults, table } = this.#find(proposalId);
    return Promise.resolve([...sourceFaults, ...table.faults]);
  }

  /** Forgets a proposal and closes its source. */
  discard(proposalId: number): void {
    this.#proposals.get(proposalId)?.source.close();
    this.#proposals.delete(proposalId);
  }

  /**
   * What `accept` keeps. The proposal and its open source stay until `discard`, so that an import that found no room
   * can be accepted again.
   */
  take(proposalId: number): TakenImport {
    const { given, source, listing, layout, table } = this.#find(proposalId);
    return { given, source, listing, layout: layout.importer.title, table };
  }

  async #read(
    given: FolderSource,
    source: Source,
    signal: AbortSignal,
    onProgress: (progress: ListingProgress) => void,
  ): Promise<Proposal> {
    const listing = await source.list(signal, (done) => onProgress({ stage: "listing", done, total: null }));
    const counter = this.#makeCounter();
    const counted = await countSheets(source, listing.files, counter, {
      signal,
      onCounted: (done, total) => onProgress({ stage: "counting sheets", done, total }),
    }).finally(() => counter.close());
    const view = new SourceView(source, counted.files);
    onProgress({ stage: "reading lists", done: 0, total: null });
    const layouts = await recognizeLayout(view);
    const [layout] = layouts;
    if (layout === undefined) throw nothingFound(source, listing);
    signal.throwIfAborted();
    const table = await readLayout(layout, source, view, {});
    const sourceFaults = [...listing.faults, ...counted.faults];
    return { given, source, listing, view, layouts, sourceFaults, layout, table };
  }

  #find(proposalId: number): Proposal {
    const proposal = this.#proposals.get(proposalId);
    if (proposal === undefined) throw new Error(`there is no proposal ${proposalId}`);
    return proposal;
  }
}

/** Reads the layout; vectors that come along are looked at, and what is wrong with them is told with the other faults. */
async function readLayout(
  { importer }: RecognizedLayout,
  source: Source,
  view: SourceView,
  chosen: ChosenValues,
): Promise<ImportedTable> {
  const table = await importer.read(view, chosen);
  if (table.vectors === null) return table;
  const { faults, isUsable } = await checkVectors(source, table.vectors);
  return { ...table, faults: [...table.faults, ...faults], vectors: isUsable ? table.vectors : null };
}

function describe(
  proposalId: number,
  { source, listing, layouts, sourceFaults, layout, table }: Proposal,
): ImportProposal {
  return describeProposal(proposalId, { source, listing, layouts, sourceFaults, layout, table });
}

function nothingFound(source: Source, { files, skipped }: SourceListing): StudioError {
  const hidden = skipped.reduce((sum, { paths }) => sum + paths.length, 0);
  const found = `${files.length} other files${hidden === 0 ? "" : ` and ${hidden} that are left out`}`;
  return new StudioError(
    "ImportFormatError",
    `${source.name}: expected pictures, PDF or TIFF documents, an item table or embeddings; found ${found}`,
    "Choose the folder that holds the pictures or the item table, or an archive of it.",
  );
}
