import { makeLibrary } from "../../src/bridges/datasetBridge";
import { droppedSource } from "../../src/bridges/droppedSource";
import type { ImportProposal, ListingProgress } from "../../src/contracts/datasetService";
import type { DatasetCounts } from "../../src/core/dataset/datasetRecord";
import type { ImportFault } from "../../src/core/dataset/importers/importer";

/** How an import went. */
export interface ImportTimes {
  /** From the drop to the last file's name. */
  readonly listMs: number;
  /** From the drop to the proposal: listing, recognition, the whole item table. */
  readonly proposeMs: number;
  /** From the user's word to the data set in the library; pictures are read in place. */
  readonly keepMs: number;
  readonly layout: string;
  readonly counts: DatasetCounts;
  readonly faults: number;
  /** Tasks of the page's thread that took longer than 50 ms, in milliseconds. */
  readonly longTasksMs: readonly number[];
  /** How often the page heard of progress. */
  readonly progressCalls: number;
}

const never = new AbortController().signal;

/** Imports what is dropped on the page next, the way the studio does. */
export function importNextDrop(): Promise<ImportTimes> {
  return atNextDrop(importDropped);
}

/** Proposes an import of what is dropped on the page next, and forgets it. */
export function proposeNextDrop(): Promise<{ proposal: ImportProposal; faults: ImportFault[] }> {
  return atNextDrop(async (transfer) => {
    const library = makeLibrary();
    const source = await droppedSource(transfer);
    if (source === null) throw new Error("nothing was dropped");
    const proposal = await library.ask(never, (service, jobId) => service.propose(jobId, source, () => undefined));
    const faults = await library.ask(never, (service) => service.readFaults(proposal.proposalId));
    library.close();
    return { proposal, faults };
  });
}

/** The page says with `data-takes-drop` that it is ready: a browser takes no drop before the page allows it and is painted. */
function atNextDrop<Result>(use: (transfer: DataTransfer) => Promise<Result>): Promise<Result> {
  const { dataset } = document.documentElement;
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    document.body.style.height = "100vh";
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener(
      "drop",
      (event) => {
        event.preventDefault();
        delete dataset["takesDrop"];
        if (event.dataTransfer !== null) use(event.dataTransfer).then(resolve, reject);
      },
      { once: true },
    );
    requestAnimationFrame(() => requestAnimationFrame(() => (dataset["takesDrop"] = "")));
  });
}

async function importDropped(transfer: DataTransfer): Promise<ImportTimes> {
  const longTasksMs: number[] = [];
  const observer = new PerformanceObserver((list) => {
    longTasksMs.push(...list.getEntries().map(({ duration }) => duration));
  });
  observer.observe({ type: "longtask" });
  const library = makeLibrary();
  let progressCalls = 0;
  const start = performance.now();
  let listed = NaN;
  const onProgress = ({ stage }: ListingProgress): void => {
    progressCalls++;
    if (stage === "listing") listed = performance.now();
  };
  const source = await droppedSource(transfer);
  if (source === null) throw new Error("nothing was dropped");
  const proposal = await library.ask(never, (service, jobId) => service.propose(jobId, source, onProgress));
  const proposed = performance.now();
  const accepted = { proposalId: proposal.proposalId, name: proposal.name, into: null, copyPictures: false };
  await library.ask(never, (service, jobId) => service.accept(jobId, accepted, onProgress));
  const kept = performance.now();
  observer.disconnect();
  return {
    listMs: listed - start,
    proposeMs: proposed - start,
    keepMs: kept - proposed,
    layout: proposal.layout,
    counts: proposal.counts,
    faults: proposal.faultCount,
    longTasksMs,
    progressCalls,
  };
}
