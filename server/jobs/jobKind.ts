import type { JobRequest } from "../../src/contracts/companionApi";

/** How far a job is. `stage` says in plain words what it is doing now. */
export interface JobProgress {
  readonly stage: string;
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
}

/** One execution of a job, as its kind sees it. */
export interface JobRun<Request extends JobRequest> {
  readonly request: Request;
  /** A folder of this job alone, absolute. What is written there is forgotten with the job. */
  readonly folder: string;
  /** Aborted when the user cancels, and when the companion stops. */
  readonly signal: AbortSignal;
  /** May be called often: followers hear of it ten times a second at most. */
  readonly report: (progress: JobProgress) => void;
}

/** What the companion can be asked to do: how a request is judged, and how it is done. */
export interface JobKind<Request extends JobRequest> {
  /**
   * Refuses what cannot be done, before the job is queued.
   *
   * @throws StudioError, which answers the request
   */
  check(request: Request): Promise<void>;
  /**
   * Does it. Ends with an AbortError soon after the signal asks.
   *
   * @returns the name of the result's file in the job's folder; null where the result lies elsewhere
   * @throws StudioError, which the job then tells as its failure
   */
  run(run: JobRun<Request>): Promise<string | null>;
}

/** The kinds of jobs that this companion knows, by the `kind` of the request. */
export type JobKinds = { readonly [Kind in JobRequest["kind"]]?: JobKind<Extract<JobRequest, { kind: Kind }>> };

/** The kind of a request; undefined where this companion does not know it. */
export function kindOf(kinds: JobKinds, request: JobRequest): JobKind<JobRequest> | undefined {
  return kinds[request.kind];
}
