import {
  type CompanionCheckpoints,
  companionCheckpointsSchema,
  type CompanionFolders,
  companionFoldersSchema,
  type CompanionJob,
  companionJobSchema,
  companionJobsSchema,
  companionPaths,
  type CompanionStatus,
  companionStatusSchema,
  type JobRequest,
} from "../contracts/companionApi";
import { askCompanion, readAnswer } from "./askCompanion";
import { followJob } from "./followJob";

/** The companion that served this page. Everything but the status is refused without the token of its printed address. */
export interface Companion {
  readStatus(signal: AbortSignal): Promise<CompanionStatus>;
  listFolders(signal: AbortSignal): Promise<CompanionFolders["folders"]>;
  /** Absolute address of a folder's API, which a companion source is opened by. */
  folderUrl(id: string): string;
  listCheckpoints(signal: AbortSignal): Promise<CompanionCheckpoints["checkpoints"]>;
  /** A file of a checkpoint: `checkpoint.json`, or one that it names. */
  readCheckpointFile(signal: AbortSignal, id: string, path: string): Promise<Blob>;
  /** Oldest first; those that are over stay until they are removed. */
  listJobs(signal: AbortSignal): Promise<CompanionJob[]>;
  startJob(signal: AbortSignal, request: JobRequest): Promise<CompanionJob>;
  /** Resolves with the job once it is done, failed or cancelled. The signal ends the listening, not the job. */
  followJob(signal: AbortSignal, id: string, onChange: (job: CompanionJob) => void): Promise<CompanionJob>;
  readResult(signal: AbortSignal, id: string): Promise<Blob>;
  /** Cancels a job; one that is over is forgotten, with its result. */
  removeJob(signal: AbortSignal, id: string): Promise<void>;
}

/** @param baseUrl absolute address of the companion, with `/` at its end */
export function makeCompanion(baseUrl: string): Companion {
  const at = (path: string): string => new URL(path, baseUrl).href;
  const jobAt = (id: string): string => at(`${companionPaths.jobs}/${encodeURIComponent(id)}`);
  return {
    readStatus: async (signal) =>
      readAnswer(companionStatusSchema, await askCompanion(at(companionPaths.status), { signal })),
    listFolders: async (signal) =>
      (await readAnswer(companionFoldersSchema, await askCompanion(at(companionPaths.folders), { signal }))).folders,
    folderUrl: (id) => at(`${companionPaths.folders}/${encodeURIComponent(id)}`),
    listCheckpoints: async (signal) => {
      const response = await askCompanion(at(companionPaths.checkpoints), { signal });
      return (await readAnswer(companionCheckpointsSchema, response)).checkpoints;
    },
    readCheckpointFile: async (signal, id, path) => {
      const file = path.split("/").map(encodeURIComponent).join("/");
      return (
        await askCompanion(at(`${companionPaths.checkpoints}/${encodeURIComponent(id)}/files/${file}`), { signal })
      ).blob();
    },
    listJobs: async (signal) =>
      (await readAnswer(companionJobsSchema, await askCompanion(at(companionPaths.jobs), { signal }))).jobs,
    startJob: async (signal, request) => {
      const headers = { "Content-Type": "application/json" };
      const init = { signal, method: "POST", headers, body: JSON.stringify(request) };
      return readAnswer(companionJobSchema, await askCompanion(at(companionPaths.jobs), init));
    },
    followJob: (signal, id, onChange) => followJob(signal, jobAt(id), onChange),
    readResult: async (signal, id) => (await askCompanion(`${jobAt(id)}/result`, { signal })).blob(),
    removeJob: async (signal, id) => {
      await askCompanion(jobAt(id), { signal, method: "DELETE" });
    },
  };
}
