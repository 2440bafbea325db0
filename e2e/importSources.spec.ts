// Sources of an import as a browser gives them: handles of the disk, archives, documents that pdf.js must count.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "@playwright/test";
import { zipSync } from "fflate";

import { dropFolder } from "../server/cli/benchmarks/dropFolder";
import { expect, test } from "./studio";

const fixtures = join(import.meta.dirname, "fixtures/pictures");
let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "studio-import-"));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Drops paths on the bridges' page and proposes an import of them. */
async function propose(page: Page, harnessUrl: string, paths: readonly string[]) {
  await page.goto(harnessUrl);
  const proposing = page.evaluate(() => window.studio.proposeNextDrop());
  await dropFolder(page, paths);
  return proposing;
}

test("makes an item of each sheet and names the document that asks for a password", async ({ page, harnessUrl }) => {
  const drawings = join(folder, "drawings");
  mkdirSync(join(drawings, "inside"), { recursive: true });
  for (const name of ["text.pdf", "g4.pdf", "password.pdf", "multi.tif", "g4.tif", "rgb.jpg"]) {
    copyFileSync(join(fixtures, name), join(drawings, "inside", name));
  }
  writeFileSync(join(drawings, "broken.pdf"), "%PDF-1.7 and nothing else");
  writeFileSync(join(drawings, ".DS_Store"), "");
  const { proposal, faults } = await propose(page, harnessUrl, [drawings]);
  expect(proposal.name).toBe("drawings");
  expect(proposal.layout).toBe("pictures");
  const paths = proposal.firstItems.map(({ itemId }) => itemId);
  expect(paths).toContain("inside/rgb.jpg");
  expect(paths).toContain("inside/g4.tif");
  expect(paths).toContain("inside/multi.tif#page=2");
  expect(paths.filter((path) => path.includes("password") || path.includes("broken"))).toEqual([]);
  expect(faults.map(({ file }) => file)).toEqual(["broken.pdf", "inside/password.pdf"]);
  expect(faults[1]?.message).toContain("password");
  expect(proposal.skipped).toContainEqual({ reason: "hidden files", paths: [".DS_Store"], count: 1 });
});

test("reads a zip in place, and a folder in it", async ({ page, harnessUrl }) => {
  const picture = new Uint8Array([1, 2, 3]);
  const archive = join(folder, "set.zip");
  writeFileSync(archive, zipSync({ "set/a/1.png": picture, "set/a/2.png": picture, "set/b/3.png": picture }));
  const { proposal, faults } = await propose(page, harnessUrl, [archive]);
  expect(proposal).toMatchObject({ name: "set", layout: "identity-folders", pictureBytes: 9 });
  expect(proposal.counts).toMatchObject({ items: 3, identities: 2 });
  expect(faults).toEqual([]);
});
