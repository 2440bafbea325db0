import { createStore } from "zustand/vanilla";

import type { FolderSource, ImportProposal, ListingProgress } from "../contracts/datasetService";
import type { DatasetId, DatasetRecord } from "../core/dataset/datasetRecord";
import type { ChosenValues, ImportFault, LayoutName } from "../core/dataset/importers/importer";
import type { StudioErrorShape } from "../core/errors";
import { rereadItems } from "./browseStore";
import { faultCsv } from "./faultCsv";
import { forgetItemPictures } from "./itemPictures";
import { LatestTask } from "./latestTask";
import { showDataset } from "./libraryPlace";
import { loadLibrary } from "./libraryStore";
import { pageStore } from "./pageStore";
import { forgetProposalPictures } from "./proposalPictures";
import { services } from "./services";
import { reopenIfSearched } from "./reopenStudio";
import { idle, type Task } from "./task";

export type { ListingProgress as ProgressReport } from "../contracts/datasetService";

/** What the user wants of a proposal, before it is accepted. */
export interface ImportDraft {
  readonly name: string;
  /** Null makes a data set of its own. */
  readonly into: DatasetId | null;
  readonly copyPictures: boolean;
}

/** What is going on with a proposal. A failure keeps the proposal as it was. */
export type ProposalWork =
  | { readonly phase: "idle" }
  | { readonly phase: "revising" }
  | { readonly phase: "accepting"; readonly progress: ListingProgress | null }
  | { readonly phase: "failed"; readonly step: "revising" | "accepting"; readonly error: StudioErrorShape };

export type ImportState =
  | { readonly phase: "none" }
  | { readonly phase: "listing"; readonly source: FolderSource; readonly progress: ListingProgress | null }
  | { readonly phase: "failed"; readonly source: FolderSource | null; readonly error: StudioErrorShape }
  | {
      readonly phase: "proposed";
      readonly source: FolderSource;
      readonly proposal: ImportProposal;
      readonly chosen: ChosenValues;
      readonly draft: ImportDraft;
      readonly work: ProposalWork;
      readonly faults: Task<readonly ImportFault[]>;
    };

export type ProposedImport = Extract<ImportState, { phase: "proposed" }>;

export const importStore = createStore<ImportState>(() => ({ phase: "none" }));

const latest = new LatestTask();
const faultReads = new LatestTask();

/** Lists a folder and recognises its layout; a proposal that was open before is forgotten. */
export async function startImport(source: FolderSource, into: DatasetId | null = null): Promise<void> {
  forgetProposal();
  await latest.run(
    async (signal) => {
      importStore.setState({ phase: "listing", source, progress: null }, true);
      const proposal = await services().library.ask(signal, (library, jobId) =>
        library.propose(jobId, source, (progress) => {
          if (!signal.aborted) importStore.setState({ phase: "listing", source, progress }, true);
        }),
      );
      signal.throwIfAborted();
      const draft = { name: proposal.name, into, copyPictures: mustCopy(source) };
      showProposal({ phase: "proposed", source, proposal, chosen: {}, draft, work: idle, faults: idle });
    },
    (error) => importStore.setState({ phase: "failed", source, error }, true),
  );
}

/** Says that what a user gave cannot be imported at all. */
export function failImport(error: StudioErrorShape): void {
  forgetProposal();
  importStore.setState({ phase: "failed", source: null, error }, true);
}

/** Reads the same listing by another layout, or with another choice. */
export async function reviseImport(layout: LayoutName, chosen: ChosenValues): Promise<void> {
  const before = proposed();
  if (before === null) return;
  const { proposalId } = before.proposal;
  await latest.run(
    async (signal) => {
      changeProposed({ work: { phase: "revising" } });
      const proposal = await services().library.ask(signal, (library, jobId) =>
        library.revise(jobId, proposalId, layout, chosen),
      );
      signal.throwIfAborted();
      const now = proposed() ?? before;
      showProposal({ ...now, proposal, chosen, work: idle, faults: idle });
    },
    (error) => changeProposed({ work: { phase: "failed", step: "revising", error } }),
  );
}

/** Chooses one value of what the layout leaves open. */
export async function chooseInImport(key: string, value: string): Promise<void> {
  const now = proposed();
  if (now !== null) await reviseImport(now.proposal.layout, { ...now.chosen, [key]: value });
}

export function changeDraft(change: Partial<ImportDraft>): void {
  const now = proposed();
  if (now !== null) changeProposed({ draft: { ...now.draft, ...change } });
}

/** Reads all faults of the proposal, where it did not bring them all. */
export async function readAllFaults(): Promise<void> {
  const now = proposed();
  if (now === null || now.faults.phase === "done") return;
  const { proposalId, faultCount } = now.proposal;
  await faultReads.run(
    async (signal) => {
      changeProposed({ faults: { phase: "running", done: 0, total: faultCount } });
      const value = await services().library.ask(signal, (library) => library.readFaults(proposalId));
      signal.throwIfAborted();
      changeProposed({ faults: { phase: "done", value } });
    },
    (error) => changeProposed({ faults: { phase: "failed", error } }),
  );
}

/** Saves all faults as a table: file, line, message. */
export async function saveFaults(): Promise<void> {
  await readAllFaults();
  const now = proposed();
  if (now?.faults.phase !== "done") return;
  services().saveFile(new Blob([faultCsv(now.faults.value)], { type: "text/csv" }), "import faults.csv");
}

/** Keeps what was proposed, and shows the data set that came of it. */
export async function acceptImport(): Promise<void> {
  const now = proposed();
  if (now === null) return;
  const accepted = { ...now.draft, name: now.draft.name.trim(), proposalId: now.proposal.proposalId };
  await latest.run(
    async (signal) => {
      changeProposed({ work: { phase: "accepting", progress: null } });
      const record = await services().library.ask(signal, (library, jobId) =>
        library.accept(jobId, accepted, (progress) => {
          if (!signal.aborted) changeProposed({ work: { phase: "accepting", progress } });
        }),
      );
      signal.throwIfAborted();
      await showImported(record);
    },
    (error) => changeProposed({ work: { phase: "failed", step: "accepting", error } }),
  );
}

/** Ends listing, reading again or accepting. A proposal that is there stays. */
export function cancelImport(): void {
  latest.cancel();
  const now = proposed();
  if (now === null) importStore.setState({ phase: "none" }, true);
  else changeProposed({ work: idle });
}

/** Gives an import up; nothing of it is kept. */
export function discardImport(): void {
  forgetProposal();
  importStore.setState({ phase: "none" }, true);
}

/** Files that no folder handle leads to would be out of reach after this visit, so they are always copied. */
export function mustCopy(source: FolderSource): boolean {
  return source.kind === "files" || (source.kind === "archive" && source.handle === null);
}

async function showImported(record: DatasetRecord): Promise<void> {
  forgetProposalPictures();
  importStore.setState({ phase: "none" }, true);
  // Items that joined a data set may have taken the place of others.
  forgetItemPictures(record.id);
  await Promise.all([loadLibrary(), rereadItems(record.id)]);
  reopenIfSearched(record.id);
  // Who went to another page meanwhile is not called back.
  if (pageStore.getState().page === "library") showDataset(record.id);
}

function showProposal(proposal: ProposedImport): void {
  importStore.setState(proposal, true);
}

function forgetProposal(): void {
  latest.cancel();
  faultReads.cancel();
  forgetProposalPictures();
  const now = proposed();
  if (now === null) return;
  const { proposalId } = now.proposal;
  void services().library.ask(new AbortController().signal, async (library) => {
    library.discard(proposalId);
    return Promise.resolve();
  });
}

function proposed(): ProposedImport | null {
  const state = importStore.getState();
  return state.phase === "proposed" ? state : null;
}

function changeProposed(change: Partial<Omit<ProposedImport, "phase">>): void {
  const now = proposed();
  if (now !== null) importStore.setState({ ...now, ...change }, true);
}
