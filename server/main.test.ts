import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { root } from "./checkout";

const dist = mkdtempSync(join(tmpdir(), "start-"));
beforeAll(() => {
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>studio</title>");
});
afterAll(() => {
  rmSync(dist, { recursive: true });
});

/** `npm start` as npm runs it, without a browser to open, in a folder of work that no other companion has. */
function start(...args: string[]): ChildProcess {
  const own = ["--no-open", "--work", join(dist, "work"), ...args];
  return spawn(process.execPath, ["server/bootstrap.mjs", "start", ...own], { cwd: root });
}

/** Everything it prints up to a text, or up to its end. */
function printed(started: ChildProcess, until: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let output = "";
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (until.test(output)) resolve(output);
      });
    }
    started.on("close", () => {
      resolve(output);
    });
  });
}

const ended = (started: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => started.on("close", (status) => resolve(status)));

it("prints the address where the page and the companion answer, and ends cleanly on Ctrl+C", async () => {
  const started = start("--dist", dist);
  const [address = "", token] = /http:\S+/.exec(await printed(started, /Ctrl\+C/))?.[0].split("?token=") ?? [];
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await (await fetch(address)).text()).toContain("<title>studio</title>");
  const status = await fetch(`${address}api/status`, { headers: { authorization: `Bearer ${token ?? ""}` } });
  expect(await status.json()).toMatchObject({ schema: 1, isIsolated: true, isAllowed: true });
  started.kill("SIGINT");
  expect(await ended(started)).toBe(0);
});

it("says what to do where it cannot start", async () => {
  const started = start("--dist", join(dist, "nothing"));
  const status = ended(started);
  const text = await printed(started, /never printed/);
  expect(text).toMatch(/expected a built page in .*nothing; it has no index\.html\nBuild one with npm run build/);
  expect(await status).toBe(1);
});

it("takes no token that could be guessed", async () => {
  const started = start("--dist", dist, "--token", "1234");
  expect(await printed(started, /never printed/)).toMatch(/expected --token to be at least 16 .*; found 4 characters/);
});

it("says who has the port or the folder of work that it was started with", async () => {
  const first = start("--dist", dist);
  const address = /http:\S+/.exec(await printed(first, /Ctrl\+C/))?.[0] ?? "";
  const samePort = start("--dist", dist, "--work", join(dist, "other"), "--port", new URL(address).port);
  expect(await printed(samePort, /never printed/)).toMatch(
    /expected port \d+ on 127\.0\.0\.1 to be free; another program/,
  );
  const sameWork = start("--dist", dist);
  const status = ended(sameWork);
  expect(await printed(sameWork, /never printed/)).toMatch(
    new RegExp(
      `expected the folder of work at .*work to be free; the companion with process id ${first.pid ?? 0} uses it`,
    ),
  );
  expect(await status).toBe(1);
  first.kill("SIGKILL");
  await ended(first);
  const after = start("--dist", dist);
  await printed(after, /Ctrl\+C/);
  after.kill("SIGINT");
  expect(await ended(after)).toBe(0);
});
