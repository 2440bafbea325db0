import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, it } from "vitest";

import type { JobProgress } from "./jobKind";
import { runTrainer } from "./runTrainer";

const folder = mkdtempSync(join(tmpdir(), "trainer-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A trainer of ten lines: does what its first argument says. */
const script = join(folder, "trainer.mjs");
writeFileSync(
  script,
  `const [what, path] = process.argv.slice(2);
   const say = (done) => console.log(JSON.stringify({ kind: "progress", stage: "embedding", done, total: 3 }));
   if (what === "work") { say(1); console.log("a line for people"); say(3); }
   if (what === "fail") { console.error("in words"); console.error(JSON.stringify({ kind: "failed", name: path, message: "[Errno 28] No space left", hint: "do" })); process.exitCode = 1; }
   if (what === "crash") { console.error("Segmentation fault"); process.kill(process.pid, "SIGSEGV"); }
   if (what === "wait") { say(0); setInterval(() => {}, 1000); process.stdin.on("end", () => process.exit(130)).resume(); }
   if (what === "stubborn") { process.on("SIGTERM", () => say(2)); say(0); setInterval(() => {}, 1000); }
   if (what === "table") { console.error(JSON.stringify({ kind: "failed", name: "ItemTableError", message: "line 2", hint: "mend" })); process.exit(1); }`,
);

async function run(
  args: readonly string[],
  signal = new AbortController().signal,
  onReport?: () => void,
): Promise<JobProgress[]> {
  const reports: JobProgress[] = [];
  const report = (progress: JobProgress): void => {
    reports.push(progress);
    onReport?.();
  };
  const log = join(folder, "log.txt");
  await runTrainer({ file: process.execPath, args: [script], env: {} }, { args, signal, report, log });
  return reports;
}

it("relays progress, and keeps other lines in the log", async () => {
  expect(await run(["work"])).toEqual(
    [
      { stage: "embedding", done: 1, total: 3 },
      { stage: "embedding", done: 3, total: 3 },
    ].map((progress) => ({ kind: "progress", ...progress })),
  );
  await expect.poll(() => readFileSync(join(folder, "log.txt"), "utf8")).toContain("a line for people");
});

it("tells the trainer's own failure in the studio's words", async () => {
  await expect(run(["table"])).rejects.toMatchObject({ name: "ItemTableFormatError", message: "line 2", hint: "mend" });
  await expect(run(["fail", "OSError"])).rejects.toMatchObject({ name: "StorageFullError" });
});

it("tells a crash, and what was said last", async () => {
  await expect(run(["crash"])).rejects.toMatchObject({
    name: "JobFailedError",
    message: expect.stringMatching(/SIGSEGV: Segmentation fault/) as string,
  });
});

it("says so where there is no such program", async () => {
  const missing = { file: join(folder, "no-python"), args: [], env: {} };
  const call = {
    args: [],
    signal: new AbortController().signal,
    report: () => undefined,
    log: join(folder, "log.txt"),
  };
  await expect(runTrainer(missing, call)).rejects.toMatchObject({ name: "TrainerUnavailableError" });
});

it.each(["wait", "stubborn"])(
  "ends one that would %s for ever once it is cancelled",
  { timeout: 20_000 },
  async (what) => {
    const controller = new AbortController();
    const running = run([what], controller.signal, () => controller.abort());
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
  },
);

it("starts nothing that is cancelled already", async () => {
  await expect(run(["work"], AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
});
