import type { OpenedGallerySearch } from "../bridges/shardedSearch";
import type { SearchBackend } from "../core/search/searchIndex";
import type { EmbedBackend, OpenedCheckpoint } from "../contracts/embedService";
import type { SearchTimes } from "./searchStore";

/** One part of the status line. A warning is something a user may want to change. */
export interface StatusPart {
  readonly label: string;
  readonly text: string;
  readonly isWarning?: boolean;
}

/** The model and what runs it. */
export function describeEmbedding({ manifest, backend }: OpenedCheckpoint): StatusPart {
  return { label: "Model", text: `${manifest.name} on ${embedBackendName(backend)}` };
}

/** What searches, in how many workers. */
export function describeSearch({ backend, workers }: OpenedGallerySearch): StatusPart {
  const name = backend.kind === "webgpu" ? webgpuName(backend) : backend.name;
  const where = workers > 1 ? `${name}, ${workers} workers` : name;
  return {
    label: "Search",
    text: backend.approximation === undefined ? where : `${where}, ${describeRecall(backend.approximation)}`,
  };
}

function describeRecall({ recall }: NonNullable<SearchBackend["approximation"]>): string {
  if (recall === null) return "approximate, recall not measured";
  return `approximate, recall ${recall.value.toFixed(2)} on ${recall.queries} queries`;
}

/** Why the GPU is not used where it was wanted, for the network or for the search; each reason once. */
export function describeFallback(reasons: readonly (string | null | undefined)[]): StatusPart[] {
  const given = [...new Set(reasons.filter((reason) => typeof reason === "string"))];
  return given.length === 0 ? [] : [{ label: "WebGPU", text: `not used: ${given.join("; ")}` }];
}

/** Nothing on an isolated page; else what is lost, and why. */
export function describeIsolation(isIsolated: boolean): StatusPart[] {
  if (isIsolated) return [];
  return [{ label: "Threads", text: "off: the page is not cross-origin isolated", isWarning: true }];
}

/** The stages of the last query. */
export function describeTimes(times: SearchTimes): StatusPart {
  const { decodeMs, preprocessMs, embedMs, searchMs, totalMs } = times;
  const stages: [string, number][] = [
    ["decode", decodeMs],
    ["preprocess", preprocessMs],
    ["embed", embedMs],
    ["search", searchMs],
  ];
  const text = stages.map(([stage, ms]) => `${stage} ${printMs(ms)}`).join(", ");
  return { label: "Last query", text: `${text}; ${printMs(totalMs)} in all` };
}

function embedBackendName(backend: EmbedBackend): string {
  if (backend.kind === "webgpu") return webgpuName(backend);
  return `${backend.name}, ${backend.threads} ${backend.threads === 1 ? "thread" : "threads"}`;
}

function webgpuName({ name, isSoftware }: { readonly name: string; readonly isSoftware: boolean }): string {
  return `WebGPU ${name}${isSoftware ? " (software)" : ""}`;
}

function printMs(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms === 0 ? "kept" : `${ms >= 10 ? ms.toFixed(0) : ms.toFixed(1)} ms`;
}
