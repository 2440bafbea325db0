import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { lockFolder } from "./folderLock";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("gives a folder to one, and names the one who has it", async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toMatchObject({
    name: "LockedElsewhereError",
    message: expect.stringContaining(`process id ${process.pid}`) as string,
  });
  await unlock();
  expect(readdirSync(folder)).toEqual([]);
  await (
    await lockFolder(folder)
  )();
});

it.each(['{"pid":1,"began":"before the last start of the machine"}', "", '{"pid":'])(
  "takes over the lock of one who is gone: %j",
  async (text) => {
    writeFileSync(join(folder, "companion.lock"), text);
    await (
      await lockFolder(folder)
    )();
    expect(readdirSync(folder)).toEqual([]);
  },
);
