import type { z } from "zod";

import * as api from "../../src/contracts/companionApi";
import * as runs from "../../src/contracts/companionRuns";

/** JSON of a schema, or the type of anything else. */
export type ApiBody = z.ZodType | string;

/** One thing that can be asked of the companion. */
export interface ApiOperation {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `{name}` for each part that varies. */
  readonly path: string;
  readonly summary: string;
  readonly query?: readonly string[];
  readonly body?: ApiBody;
  /** Null where there is nothing to say but that it is done. */
  readonly answer: ApiBody | null;
}

const binary = "application/octet-stream";
const events = "text/event-stream";
const { companionPaths: paths } = api;
const { runPaths } = runs;
const run = `/${runPaths.runs}/{id}`;
const job = `/${paths.jobs}/{id}`;
const store = `/${paths.stores}/{id}`;
const folder = `/${paths.folders}/{id}`;

const operation = (method: ApiOperation["method"], path: string, summary: string, answer: ApiBody | null) => ({
  method,
  path,
  summary,
  answer,
});
const get = (path: string, summary: string, answer: ApiBody): ApiOperation => operation("GET", path, summary, answer);
const post = (path: string, summary: string, answer: ApiBody, body?: ApiBody): ApiOperation => ({
  ...operation("POST", path, summary, answer),
  ...(body === undefined ? {} : { body }),
});
const remove = (path: string, summary: string): ApiOperation => operation("DELETE", path, summary, null);

/** All that the companion answers below /api/, for its OpenAPI document. */
export const apiOperations: readonly ApiOperation[] = [
  get(`/${paths.status}`, "The companion, and whether the token was shown", api.companionStatusSchema),
  get(`/${runPaths.openApi}`, "This document", "application/json"),
  get(`/${runPaths.machine}`, "What there is to train on, now", runs.machineSchema),

  get(`/${paths.folders}`, "Folders that the companion was started with", api.companionFoldersSchema),
  get(`${folder}/listing`, "A folder's files, a JSON line each", "application/x-ndjson"),
  get(`${folder}/files/{path}`, "A file of a folder, or a range of it", binary),
  get(`/${paths.checkpoints}`, "Checkpoints that can be embedded with", api.companionCheckpointsSchema),
  get(`/${paths.checkpoints}/{id}/files/{path}`, "A file of one, or a range of it", binary),

  get(`/${paths.jobs}`, "Jobs, oldest first", api.companionJobsSchema),
  post(`/${paths.jobs}`, "Start a job", api.companionJobSchema, api.jobRequestSchema),
  get(job, "A job", api.companionJobSchema),
  get(`${job}/events`, "A job's changes until it is over", events),
  get(`${job}/result`, "A finished job's result", binary),
  remove(job, "Cancel a job, or forget one that is over"),

  get(`/${paths.stores}`, "Stores of vectors", api.companionStoresSchema),
  post(`/${paths.stores}`, "Make an empty store", api.storeRecordSchema, api.storeRequestSchema),
  get(store, "A store", api.storeRecordSchema),
  remove(store, "Remove a store and its vectors"),
  { ...post(`${store}/rows`, "Append vectors, float32", api.storeRecordSchema, binary), query: ["first"] },
  { ...post(`${store}/search`, "Rankings of queries, float32", binary, binary), query: ["topK", "exact"] },
  post(`${store}/vectors`, "Vectors of rows, uint32", binary, binary),

  get(`/${runPaths.recipes}`, "Recipes that come with the studio", runs.companionRecipesSchema),
  get(`/${runPaths.runs}`, "Runs, oldest first", runs.companionRunsSchema),
  post(`/${runPaths.runs}`, "Queue a training", runs.companionRunSchema, runs.runRequestSchema),
  get(run, "A run and its recipe", runs.runDetailSchema),
  { ...operation("PATCH", run, "Rename a run", runs.companionRunSchema), body: runs.runChangeSchema },
  remove(run, "Forget a run that does not run, with all its files"),
  post(`${run}/stop`, "Save and stop; asked twice, end at once", runs.companionRunSchema),
  post(`${run}/resume`, "Go on from the last checkpoint", runs.companionRunSchema),
  post(`${run}/duplicate`, "Queue the same items again", runs.companionRunSchema, runs.duplicateRequestSchema),
  get(`${run}/events`, "What a run tells, until it is over", events),
  get(`${run}/curves`, "All that a run told, a JSON line each, or a range of it", "application/x-ndjson"),
  get(`${run}/log`, "What its trainer printed, or a range of it", "text/plain"),
  get(`${run}/items`, "Its item table", "text/csv"),
  get(`${run}/checkpoints`, "Its checkpoints", runs.runCheckpointsSchema),
  get(`${run}/checkpoints/{step}/files/{path}`, "A file of a checkpoint, or a range of it", binary),
];
