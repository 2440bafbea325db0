import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { root } from "../server/checkout";
import type { NamedFolder } from "../server/datasets/datasetRoots";
import { parseItemTable } from "../src/core/dataset/itemTable";

/** Pictures of these identities of the sample gallery are what the companion serves to the tests. */
const identities = 5;

/**
 * Makes the folder that the tests' companion serves as "Drawings": the pictures of a few identities, a folder each, with
 * one file that is no picture, one that is damaged, and a link that leads out.
 */
export function makeCompanionFolder(path: string): NamedFolder {
  const sample = join(root, "public/sample");
  const items = parseItemTable(readFileSync(join(sample, "items.csv"), "utf8"), "items.csv");
  const kept = [...new Set(items.map(({ identity }) => identity))].slice(0, identities);
  for (const { itemId, identity } of items.filter((item) => kept.includes(item.identity))) {
    const target = join(path, identity, `${basename(dirname(itemId))}-${basename(itemId)}`);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(sample, itemId), target);
  }
  writeFileSync(join(path, "notes.txt"), "not a picture\n");
  writeFileSync(join(path, kept[0] ?? "", "damaged.png"), "not a picture either\n");
  symlinkSync(root, join(path, "outside"));
  return { name: "Drawings", path };
}
