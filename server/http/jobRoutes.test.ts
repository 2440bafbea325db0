import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { type Companion, makeCompanion as makeClient } from "../../src/bridges/companionClient";
import type { JobRequest } from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import type { JobRun } from "../jobs/jobKind";
import { JobQueue } from "../jobs/jobQueue";
import { JobStore } from "../jobs/jobStore";
import { makeToken } from "./accessToken";
import { makeCompanion } from "./companion";
import { jobRoutes } from "./jobRoutes";

type EmbedRequest = Extract<JobRequest, { kind: "embed" }>;

const host = "127.0.0.1";
const token = makeToken();
const fetchPlainly = globalThis.fetch;
const { signal } = new AbortController();
let folder = "";
let queue: JobQueue;
let server: FastifyInstance;
let client: Companion;
/** The job that runs, and what ends it. */
let run: (JobRun<EmbedRequest> & { end: (error?: Error) => void }) | null = null;

const request: EmbedRequest = {
  kind: "embed",
  folder: "f",
  checkpoint: "c",
  dataset: "d",
  source: "s",
  items: "path\na.png\n",
};

async function serve(port: number): Promise<string> {
  queue = new JobQueue(new JobStore(join(folder, "jobs")), {
    embed: {
      check: ({ folder }) =>
        folder === "f"
          ? Promise.resolve()
          : Promise.reject(new StudioError("FolderReadError", "no such folder", "name one")),
      run: (started) =>
        new Promise((resolve, reject) => {
          started.signal.addEventListener("abort", () => reject(started.signal.reason as Error));
          writeFileSync(join(started.folder, "result.npz"), "vectors");
          run = { ...started, end: (error) => (error === undefined ? resolve("result.npz") : reject(error)) };
        }),
    },
  });
  await queue.open();
  server = await makeCompanion({ dist: folder, host, token, isIsolated: true, routes: [jobRoutes(queue)] });
  return `${await server.listen({ host, port })}/`;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "jobs-"));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  run = null;
  client = makeClient(await serve(0));
  // A browser sends its cookie; here the token goes the way of scripts.
  vi.stubGlobal("fetch", (url: string, init: RequestInit = {}) =>
    fetchPlainly(url, { ...init, headers: { ...(init.headers as object), authorization: `Bearer ${token}` } }),
  );
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await queue.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

const running = () => expect.poll(() => run !== null, { interval: 5 }).toBe(true);

it("follows a job from its start to its result", async () => {
  const { id } = await client.startJob(signal, request);
  const phases = new Set<string>();
  const done: number[] = [];
  const following = client.followJob(signal, id, (job) => {
    phases.add(job.phase);
    done.push(job.done);
  });
  await running();
  run?.report({ stage: "embedding on CPU", done: 5, total: 10 });
  await expect.poll(() => done.at(-1), { interval: 5 }).toBe(5);
  run?.end();
  expect(await following).toMatchObject({ id, phase: "done", failure: null });
  expect([...phases].at(-1)).toBe("done");
  expect(await (await client.readResult(signal, id)).text()).toBe("vectors");
  expect((await client.listJobs(signal)).map((job) => job.id)).toEqual([id]);
  await client.removeJob(signal, id);
  expect(await client.listJobs(signal)).toEqual([]);
});

it("hears how a job ended before it was asked about", async () => {
  const { id } = await client.startJob(signal, request);
  await running();
  run?.end(new StudioError("CheckpointFormatError", "altered", "copy it again"));
  await expect.poll(() => queue.read(id).job.phase, { interval: 5 }).toBe("failed");
  const seen: string[] = [];
  expect(await client.followJob(signal, id, ({ phase }) => seen.push(phase))).toMatchObject({
    failure: { name: "CheckpointFormatError", hint: "copy it again" },
  });
  expect(seen).toEqual(["failed"]);
  await expect(client.readResult(signal, id)).rejects.toMatchObject({ name: "JobFailedError" });
});

it("does not repeat the event that was seen last", async () => {
  const { id } = await client.startJob(signal, request);
  await running();
  const eventsAfter = async (lastEventId: number): Promise<string> => {
    const url = `${client.folderUrl("x").replace("folders/x", "jobs")}/${id}/events`;
    const response = await fetch(url, { headers: { "Last-Event-ID": String(lastEventId) } });
    return response.text();
  };
  const seen = queue.read(id).sequence;
  const resumed = eventsAfter(seen);
  const behind = eventsAfter(seen - 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  run?.end();
  expect((await resumed).match(/^id: \d+$/gm)).toEqual([`id: ${seen + 1}`]);
  expect((await behind).match(/^id: \d+$/gm)).toEqual([`id: ${seen}`, `id: ${seen + 1}`]);
  expect(await eventsAfter(seen + 1)).not.toContain("data:");
});

it("takes up a connection that broke, and learns what became of the job", { timeout: 20_000 }, async () => {
  const { id } = await client.startJob(signal, request);
  const following = client.followJob(signal, id, () => undefined);
  await running();
  const port = Number(new URL(client.folderUrl("x")).port);
  await server.close();
  await queue.close();
  await serve(port);
  expect(await following).toMatchObject({ phase: "failed", failure: { name: "JobFailedError" } });
});

it("cancels a running job", async () => {
  const { id } = await client.startJob(signal, request);
  const following = client.followJob(signal, id, () => undefined);
  await running();
  await client.removeJob(signal, id);
  expect(await following).toMatchObject({ phase: "cancelled" });
});

it("ends the listening where the signal asks, and leaves the job alone", async () => {
  const { id } = await client.startJob(signal, request);
  const controller = new AbortController();
  const following = client.followJob(controller.signal, id, () => controller.abort());
  await expect(following).rejects.toMatchObject({ name: "AbortError" });
  await running();
  expect(queue.read(id).job.phase).toBe("running");
});

it("tells a refusal in the companion's words", async () => {
  await expect(client.startJob(signal, { ...request, folder: "other" })).rejects.toMatchObject({
    name: "FolderReadError",
    message: "no such folder",
    hint: "name one",
  });
  await expect(client.followJob(signal, "../status", () => undefined)).rejects.toMatchObject({
    name: "JobFailedError",
  });
});

it("names the part of a request that breaks the contract", async () => {
  const wrong = { kind: "embed", folder: 3 } as unknown as JobRequest;
  await expect(client.startJob(signal, wrong)).rejects.toMatchObject({
    name: "RequestFormatError",
    message: expect.stringContaining("folder") as string,
  });
});

it("says so where no companion answers", async () => {
  await server.close();
  await expect(client.readStatus(signal)).rejects.toMatchObject({ name: "CompanionUnreachableError" });
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response("<!doctype html>", { headers: { "content-type": "text/html" } })),
  );
  await expect(client.listFolders(signal)).rejects.toThrow(/another form \(text\/html\)/);
});

it("answers a malformed request with 400: the token was right", async () => {
  const url = client.folderUrl("x").replace("folders/x", "jobs");
  const post = async (body: string): Promise<number> => {
    const headers = { "content-type": "application/json" };
    return (await fetch(url, { method: "POST", headers, body })).status;
  };
  expect(await post('{"kind":"embed","folder":3}')).toBe(400);
  expect(await post('{"kind":')).toBe(400);
});
