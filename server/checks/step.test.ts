import { expect, it } from "vitest";

import { commandStep } from "./step";

const node = (script: string) => [process.execPath, "-e", script] as const;
const tally = { passed: 3, failed: 0, skipped: 0 };

it("counts a command without a report as one check", async () => {
  const good = await commandStep({ name: "good", commands: () => [node("console.log('fine')")] }).run();
  expect(good).toEqual({ tally: { passed: 1, failed: 0, skipped: 0 }, output: "fine\n" });
  const bad = await commandStep({ name: "bad", commands: () => [node("process.exit(3)")] }).run();
  expect(bad.tally).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it("runs no further command after one that failed", async () => {
  const commands = [node("console.log('first'); process.exit(1)"), node("console.log('second')")];
  const { output } = await commandStep({ name: "two", commands: () => commands }).run();
  expect(output).toBe("first\n");
});

it("counts a crash as a failure although the report names none", async () => {
  const step = commandStep({ name: "crash", commands: () => [node("process.exit(1)")], report: { read: () => tally } });
  expect((await step.run()).tally).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

it("counts a report that is not there as a failure and says so", async () => {
  const report = { file: "/nowhere/report.json", read: () => tally };
  const { tally: counted, output } = await commandStep({ name: "mute", commands: () => [node("")], report }).run();
  expect(counted).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(output).toContain("no report");
});

it("says which program is missing", async () => {
  const { tally: counted, output } = await commandStep({ name: "none", commands: () => [["no-such-program"]] }).run();
  expect(counted.failed).toBe(1);
  expect(output).toContain("no-such-program");
});
