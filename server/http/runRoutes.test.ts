import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, it } from "vitest";

import { readServerEvents } from "../../src/bridges/readServerEvents";
import { companionFailureSchema } from "../../src/contracts/companionApi";
import {
  companionRunSchema,
  companionRunsSchema,
  machineSchema,
  runCheckpointsSchema,
  runDetailSchema,
  runMessageSchema,
} from "../../src/contracts/companionRuns";
import { StudioError } from "../../src/core/errors";
import { RunQueue } from "../runs/runQueue";
import { RunStore } from "../runs/runStore";
import { makeToken } from "./accessToken";
import { makeCompanion } from "./companion";
import { machineRoutes } from "./machineRoutes";
import { runRoutes } from "./runRoutes";

const host = "127.0.0.1";
const token = makeToken();
const authorization = `Bearer ${token}`;
let folder = "";
let queue: RunQueue;
let server: FastifyInstance;
let address = "";

const started = {
  kind: "started",
  time: 1,
  run: "r",
  recipe: "tiny",
  device: "CPU",
  worldSize: 1,
  items: 4,
  identities: 2,
  steps: 100_000,
  stepsPerEpoch: 2,
};
const step = (number: number) => ({
  kind: "step",
  time: 1 + number,
  step: number,
  epoch: number / 2,
  learningRate: 0.1,
  losses: { total: 1 / number, arcface: 1 / number },
  gradNorm: 1.5,
  imagesPerSecond: 100,
  memoryBytes: 1000,
});
const lines = (events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join("");

/** A trainer that waits to be ended: what it tells is written by the tests. */
const trainer = `
import { appendFileSync } from "node:fs";
const folder = process.argv[process.argv.indexOf("--job") + 1];
process.on("SIGTERM", () => {
  appendFileSync(folder + "/curves.jsonl", '{"kind":"stopped","time":9,"step":1}\\n');
  process.exit(0);
});
console.log("ready");
setInterval(() => {}, 1000);
`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "runs-"));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "trainer.mjs"), trainer);
  queue = new RunQueue(new RunStore(join(folder, "runs")), {
    findTrainer: () => Promise.resolve({ file: process.execPath, args: [join(folder, "trainer.mjs")], env: {} }),
    judge: (request) =>
      request.folder === "f"
        ? Promise.resolve({
            folder: {
              recipe: request.recipe,
              job: { schema: 1, itemsFolder: folder, device: request.device, startWeights: null },
              items: { text: request.items },
            },
            items: 4,
            identities: 2,
          })
        : Promise.reject(new StudioError("FolderReadError", "no such folder", "name one")),
    judgeRecipe: (recipe) => recipe,
    hasGpu: () => Promise.resolve(false),
  });
  await queue.open();
  const routes = [runRoutes(queue), machineRoutes(join(folder, "work"))];
  server = await makeCompanion({ dist: folder, host, token, isIsolated: true, routes });
  address = `${await server.listen({ host, port: 0 })}/api/`;
});
afterEach(async () => {
  for (const { id, endedAt } of queue.list().runs) if (endedAt === null) await queue.stop(id);
  await expect.poll(() => queue.list().runs.every(({ endedAt }) => endedAt !== null), { timeout: 5000 }).toBe(true);
  await queue.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${address}${path}`, { ...init, headers: { authorization, ...(init.headers as object) } });
const send = (path: string, body: unknown, method = "POST"): Promise<Response> =>
  ask(path, { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } });
const request = {
  name: "first",
  recipe: { schema: 1, name: "tiny", epochs: 3 },
  folder: "f",
  items: "path,label,split,is_query,is_gallery\n",
  device: "cpu",
  startWeights: null,
};

/** A run whose trainer is ready to be ended. */
async function startRun(): Promise<{ id: string; curves: string }> {
  const { id } = companionRunSchema.parse(await (await send("runs", request)).json());
  await expect.poll(async () => (await ask(`runs/${id}/log`)).text(), { timeout: 5000 }).toBe("ready\n");
  return { id, curves: join(queue.folderOf(id), "curves.jsonl") };
}

it("starts, lists, shows, renames, stops and removes a run", async () => {
  const { id } = await startRun();
  expect(await (await ask(`runs/${id}/curves`)).text()).toBe("");
  expect(companionRunsSchema.parse(await (await ask("runs")).json()).runs.map((run) => run.id)).toEqual([id]);
  const renamed = await send(`runs/${id}`, { name: " second " }, "PATCH");
  expect(companionRunSchema.parse(await renamed.json()).name).toBe("second");
  const { run, recipe } = runDetailSchema.parse(await (await ask(`runs/${id}`)).json());
  expect([run.name, recipe]).toEqual(["second", request.recipe]);
  writeFileSync(join(queue.folderOf(id), "recipe.json"), "{");
  expect(companionFailureSchema.parse(await (await ask(`runs/${id}`)).json()).name).toBe("RecipeFormatError");
  expect((await ask(`runs/${id}`, { method: "DELETE" })).status).toBe(409);
  expect((await ask(`runs/${id}/stop`, { method: "POST" })).status).toBe(200);
  await expect.poll(() => queue.read(id).run.phase, { timeout: 5000 }).toBe("stopped");
  expect((await ask(`runs/${id}`, { method: "DELETE" })).status).toBe(204);
  expect((await ask(`runs/${id}`)).status).toBe(404);
});

it(
  "tells a hundred thousand events in few messages, and no known one to who comes back",
  { timeout: 30_000 },
  async () => {
    const { id, curves } = await startRun();
    appendFileSync(curves, lines([started, ...Array.from({ length: 99_999 }, (_, position) => step(position + 1))]));
    const begun = performance.now();
    let [events, messages, lastId] = [0, 0, ""];
    for await (const { id: offset, data } of readServerEvents(await ask(`runs/${id}/events`))) {
      const message = JSON.parse(data) as { events: unknown[] };
      if (messages++ === 0) runMessageSchema.parse(message);
      events += message.events.length;
      lastId = offset;
      if (events === 100_000) break;
    }
    expect(messages).toBeLessThan(100);
    expect(performance.now() - begun).toBeLessThan(10_000);
    const followed: number[] = [];
    const following = (async () => {
      const answer = await ask(`runs/${id}/events`, { headers: { "Last-Event-ID": lastId } });
      for await (const { data } of readServerEvents(answer)) {
        const { events: told, run } = runMessageSchema.parse(JSON.parse(data));
        followed.push(...told.flatMap((event) => (event.kind === "step" ? [event.step] : [])));
        if (run.endedAt !== null) return run.phase;
      }
      return "no end";
    })();
    appendFileSync(curves, lines([step(100_000), step(100_001)]));
    await expect.poll(() => followed, { timeout: 5000 }).toEqual([100_000, 100_001]);
    await ask(`runs/${id}/stop`, { method: "POST" });
    expect(await following).toBe("stopped");
  },
);

it("tells all from the beginning where the known offset is none", async () => {
  const { id, curves } = await startRun();
  appendFileSync(curves, lines([started, step(1)]));
  for (const lastId of ["7", "999999", "x"]) {
    const answer = await ask(`runs/${id}/events`, { headers: { "Last-Event-ID": lastId } });
    for await (const { data } of readServerEvents(answer)) {
      expect(runMessageSchema.parse(JSON.parse(data)).events).toHaveLength(2);
      break;
    }
  }
});

it("gives curves and log in parts", async () => {
  const { id, curves } = await startRun();
  appendFileSync(curves, lines([started, step(1)]));
  const first = lines([started]).length;
  const part = await ask(`runs/${id}/curves`, { headers: { range: `bytes=${first}-` } });
  expect([part.status, await part.text()]).toEqual([206, lines([step(1)])]);
  expect((await ask(`runs/${id}/items`)).headers.get("content-type")).toContain("text/csv");
});

it("lists announced checkpoints, and gives the files that their manifests name", async () => {
  const { id, curves } = await startRun();
  const checkpoint = join(queue.folderOf(id), "checkpoints/2");
  mkdirSync(checkpoint, { recursive: true });
  const input = { height: 8, width: 8, resize: "squash", filter: "bilinear", fill: 255, color: "rgb" };
  const norm = { mean: [0, 0, 0], std: [1, 1, 1], crop: { kind: "none" }, ink: null };
  const manifest = {
    ...{ schema: 1, id: "tiny-2", name: "tiny", recipe: "tiny", parent: null, createdAt: "2026-01-01T00:00:00Z" },
    input: { ...input, ...norm },
    embedding: { dimension: 4, pooling: "gem", neck: "none" },
    credits: { trainingData: [], startWeights: [] },
    metrics: [],
    identities: 2,
    files: [{ path: "model.onnx", bytes: 4, sha256: "0".repeat(64) }],
  };
  writeFileSync(join(checkpoint, "checkpoint.json"), JSON.stringify(manifest));
  writeFileSync(join(checkpoint, "model.onnx"), "onnx");
  writeFileSync(join(checkpoint, "resume.safetensors"), "state");
  const list = async () => runCheckpointsSchema.parse(await (await ask(`runs/${id}/checkpoints`)).json()).checkpoints;
  expect(await list()).toEqual([]);
  appendFileSync(curves, lines([{ kind: "checkpoint", time: 3, step: 2, path: "checkpoints/2", metrics: {} }]));
  await expect.poll(list, { timeout: 5000 }).toMatchObject([{ step: 2, id: "tiny-2", dimension: 4 }]);
  const file = (path: string): Promise<Response> => ask(`runs/${id}/checkpoints/${path}`);
  expect(await (await file("2/files/model.onnx")).text()).toBe("onnx");
  expect((await file("2/files/checkpoint.json")).status).toBe(200);
  for (const path of ["2/files/resume.safetensors", "2/files/..%2f..%2frecipe.json", "4/files/model.onnx"]) {
    expect((await file(path)).status).toBe(404);
  }
});

it("says what was expected of a malformed request, with 400, and nothing of one without the token", async () => {
  const wrong = await send("runs", { ...request, recipe: { schema: 2 }, device: "tpu", extra: 1 });
  expect(wrong.status).toBe(400);
  const { name, message } = companionFailureSchema.parse(await wrong.json());
  expect(name).toBe("RequestFormatError");
  for (const fault of ["recipe.schema", "recipe.name", "device", "extra"]) expect(message).toContain(fault);
  expect((await send("runs", { ...request, folder: "g" })).status).toBe(404);
  expect((await fetch(`${address}runs`)).status).toBe(401);
  expect((await ask("runs", { headers: { origin: "http://evil.example" } })).status).toBe(401);
});

it("tells what there is to train on", async () => {
  const machine = machineSchema.parse(await (await ask("machine")).json());
  expect(machine.cpu.cores).toBeGreaterThan(0);
  expect(machine.memory.freeBytes).toBeGreaterThan(0);
  expect(machine.memory.totalBytes).toBeGreaterThan(machine.memory.freeBytes);
  expect(machine.disk.totalBytes).toBeGreaterThan(machine.disk.freeBytes);
});
