import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { JobRequest } from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import type { JobKinds, JobRun } from "./jobKind";
import { JobQueue } from "./jobQueue";
import { JobStore } from "./jobStore";

type EmbedRequest = Extract<JobRequest, { kind: "embed" }>;

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "jobs-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const request = (folder: string): EmbedRequest => ({
  kind: "embed",
  folder,
  checkpoint: "tiny",
  dataset: "d1",
  source: "s1",
  items: "path,label,split,is_query,is_gallery\na.png,a,,0,1\n",
});

/** Runs that wait until the test lets them end. */
function heldJobs(): { kinds: JobKinds; runs: (JobRun<EmbedRequest> & { end: (error?: Error) => void })[] } {
  const runs: (JobRun<EmbedRequest> & { end: (error?: Error) => void })[] = [];
  const embed = {
    check: ({ folder }: EmbedRequest) =>
      folder === "missing"
        ? Promise.reject(new StudioError("FolderReadError", "expected a folder", "name one"))
        : Promise.resolve(),
    run: (run: JobRun<EmbedRequest>) =>
      new Promise<string>((resolve, reject) => {
        const end = (error?: Error): void => {
          if (error === undefined) {
            writeFileSync(join(run.folder, "result.npz"), run.request.folder);
            resolve("result.npz");
          } else reject(error);
        };
        run.signal.addEventListener("abort", () => reject(run.signal.reason as Error));
        runs.push({ ...run, end });
      }),
  };
  return { kinds: { embed }, runs };
}

async function openQueue(kinds: JobKinds): Promise<JobQueue> {
  const queue = new JobQueue(new JobStore(root), kinds);
  await queue.open();
  return queue;
}

const phaseOf = (queue: JobQueue, id: string) => queue.read(id).job.phase;
const phase = (queue: JobQueue, id: string) => expect.poll(() => phaseOf(queue, id), { interval: 5 });

const started = (runs: readonly unknown[], count: number) =>
  expect.poll(() => runs, { interval: 5 }).toHaveLength(count);

it("runs one job at a time, in the order they came", async () => {
  const { kinds, runs } = heldJobs();
  const queue = await openQueue(kinds);
  const first = await queue.submit(request("a"));
  const second = await queue.submit(request("b"));
  await started(runs, 1);
  expect([phaseOf(queue, first.id), phaseOf(queue, second.id)]).toEqual(["running", "waiting"]);
  runs[0]?.end();
  await expect.poll(() => runs.map((run) => run.request.folder), { interval: 5 }).toEqual(["a", "b"]);
  expect(existsSync(queue.resultOf(first.id))).toBe(true);
  expect(() => queue.resultOf(second.id)).toThrow(/it is running/);
  await queue.close();
});

it("says what a job is about, without its table", async () => {
  const { kinds } = heldJobs();
  const queue = await openQueue(kinds);
  const { subject } = await queue.submit(request("a"));
  expect(subject).toEqual({ folder: "a", checkpoint: "tiny", dataset: "d1", source: "s1" });
  await queue.close();
});

it("refuses what its kind refuses, and kinds that it does not know", async () => {
  const queue = await openQueue(heldJobs().kinds);
  await expect(queue.submit(request("missing"))).rejects.toMatchObject({ name: "FolderReadError" });
  const index = { kind: "build-index", store: "s", parameters: {} } as const;
  await expect(queue.submit(index)).rejects.toMatchObject({ name: "CompanionRefusedError" });
  expect(queue.list()).toEqual([]);
});

it("tells how a job failed, and goes on with the next", async () => {
  const { kinds, runs } = heldJobs();
  const queue = await openQueue(kinds);
  const [first, full, last] = [
    await queue.submit(request("a")),
    await queue.submit(request("b")),
    await queue.submit(request("c")),
  ];
  await started(runs, 1);
  runs[0]?.end(new StudioError("PictureFormatError", "expected pictures", "replace them"));
  await started(runs, 2);
  runs[1]?.end(Object.assign(new Error("write ENOSPC"), { code: "ENOSPC" }));
  await phase(queue, last.id).toBe("running");
  expect(queue.read(first.id).job.failure).toMatchObject({ name: "PictureFormatError", hint: "replace them" });
  expect(queue.read(full.id).job.failure).toMatchObject({ name: "StorageFullError" });
  await queue.close();
});

it("cancels a waiting job at once and a running one through its signal; what is over is forgotten", async () => {
  const { kinds, runs } = heldJobs();
  const queue = await openQueue(kinds);
  const [first, second] = [await queue.submit(request("a")), await queue.submit(request("b"))];
  await started(runs, 1);
  await queue.remove(second.id);
  expect(phaseOf(queue, second.id)).toBe("cancelled");
  await queue.remove(first.id);
  await phase(queue, first.id).toBe("cancelled");
  expect(runs).toHaveLength(1);
  await queue.remove(first.id);
  expect(() => queue.read(first.id)).toThrow(/none with the id/);
  expect(existsSync(join(root, first.id))).toBe(false);
});

it("tells followers of progress ten times a second at most, the newest included", async () => {
  const { kinds, runs } = heldJobs();
  const queue = await openQueue(kinds);
  const { id } = await queue.submit(request("a"));
  await started(runs, 1);
  const told: number[] = [];
  const unfollow = queue.follow(id, ({ job }) => told.push(job.done));
  for (let done = 1; done <= 1000; done++) runs[0]?.report({ stage: "embedding", done, total: 1000 });
  await expect.poll(() => told.at(-1), { interval: 5 }).toBe(1000);
  expect(told.length).toBeLessThan(5);
  unfollow();
  runs[0]?.end();
  await phase(queue, id).toBe("done");
  await queue.close();
});

describe("after the companion ended", () => {
  it("says that a running job was interrupted, and does those that waited", async () => {
    const before = heldJobs();
    const died = await openQueue(before.kinds); // and is never closed, as if it was killed
    const running = await died.submit(request("a"));
    const waiting = await died.submit(request("b"));
    await phase(died, running.id).toBe("running");
    const numberBefore = died.read(running.id).sequence;

    const after = heldJobs();
    const queue = await openQueue(after.kinds);
    expect(queue.read(running.id)).toMatchObject({
      job: {
        phase: "failed",
        failure: { name: "JobFailedError", message: expect.stringContaining("was stopped") as string },
      },
    });
    expect(queue.read(running.id).sequence).toBeGreaterThan(numberBefore);
    await phase(queue, waiting.id).toBe("running");
    await expect.poll(() => after.runs.map((run) => run.request.folder), { interval: 5 }).toEqual(["b"]);
    await queue.close();
  });

  it("knows finished jobs and their results", async () => {
    const { kinds, runs } = heldJobs();
    const queue = await openQueue(kinds);
    const { id } = await queue.submit(request("a"));
    await started(runs, 1);
    runs[0]?.end();
    await phase(queue, id).toBe("done");
    await queue.close();
    const again = await openQueue(kinds);
    expect(again.list().map((job) => job.phase)).toEqual(["done"]);
    expect(existsSync(again.resultOf(id))).toBe(true);
  });

  it("interrupts what runs when it is asked to stop", async () => {
    const { kinds } = heldJobs();
    const queue = await openQueue(kinds);
    const { id } = await queue.submit(request("a"));
    await phase(queue, id).toBe("running");
    await queue.close();
    expect((await openQueue({})).read(id).job.failure?.message).toContain("was stopped");
  });

  it("clears away requests that were never answered, and leaves other folders alone", async () => {
    mkdirSync(join(root, "20260101-000000000-abcdef"));
    mkdirSync(join(root, "notes"));
    expect((await openQueue({})).list()).toEqual([]);
    expect(existsSync(join(root, "20260101-000000000-abcdef"))).toBe(false);
    expect(existsSync(join(root, "notes"))).toBe(true);
  });

  it("names a state that it cannot read", async () => {
    const folder = join(root, "20260101-000000000-abcdef");
    mkdirSync(folder);
    writeFileSync(join(folder, "state.json"), '{"schema":2}');
    await expect(openQueue({})).rejects.toMatchObject({
      name: "JobFailedError",
      message: expect.stringContaining(folder) as string,
    });
  });
});
