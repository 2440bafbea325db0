import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { readCompanionFolders } from "./companionFolders";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "folders-"));
  for (const name of ["drawings", "weights", "other"]) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

const unsaid = { data: [], checkpoints: undefined, weights: undefined, work: undefined, config: undefined };
const file = (content: object): string => {
  writeFileSync(join(folder, "companion.json"), JSON.stringify(content));
  return join(folder, "companion.json");
};

it("reads folders from a file, from where the file lies, and lets the command line go first", () => {
  const config = file({ data: { drawings: "drawings" }, weights: "weights", work: "work" });
  expect(readCompanionFolders({ ...unsaid, config })).toEqual({
    data: [{ name: "drawings", path: join(folder, "drawings") }],
    checkpoints: null,
    weights: join(folder, "weights"),
    work: join(folder, "work"),
  });
  const weights = join(folder, "other");
  expect(readCompanionFolders({ ...unsaid, config, weights }).weights).toBe(weights);
});

it("has no weights and no checkpoints where nobody named any, and a place to work in all the same", () => {
  expect(readCompanionFolders(unsaid)).toMatchObject({ data: [], checkpoints: null, weights: null });
  expect(readCompanionFolders(unsaid).work).toMatch(/companion$/);
});

it.each([
  ["--weights", { weights: "/nowhere/at/all" }],
  ["--checkpoints", { checkpoints: "/nowhere/at/all" }],
  ["--data", { data: ["drawings=/nowhere/at/all"] }],
])("says that %s names no folder", (option, said) => {
  expect(() => readCompanionFolders({ ...unsaid, ...said })).toThrow(
    new RegExp(`expected ${option}.* to name a folder; found none at /nowhere/at/all`),
  );
});

it("names the words of a file that it does not know", () => {
  expect(() => readCompanionFolders({ ...unsaid, config: file({ wieghts: "weights" }) })).toThrow(/wieghts/);
});
