import type { ListingProgress } from "../../contracts/datasetService";

const intervalMs = 100;

/** Passes progress on at most ten times a second; the first of each stage always. */
export function throttled(onProgress: (progress: ListingProgress) => void): (progress: ListingProgress) => void {
  let toldAt = -Infinity;
  let stage: ListingProgress["stage"] | null = null;
  return (progress) => {
    const now = performance.now();
    if (progress.stage === stage && now - toldAt < intervalMs) return;
    stage = progress.stage;
    toldAt = now;
    onProgress(progress);
  };
}
