// The peer of the import benchmark: a plain Node script that walks a folder with fs and builds the item table with the
// studio's own importers. `tsx importPeer.ts FOLDER` prints one JSON line.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import type { FolderView, ListedFile } from "../../../src/core/dataset/importers/importer";
import { recognizeLayout } from "../../../src/core/dataset/importers/recognizeLayout";
import { packItems } from "../../../src/core/dataset/packedItems";
import { runCommand } from "../../commandLine";

async function listFolder(folder: string, prefix: string, files: ListedFile[]): Promise<void> {
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix + entry.name;
    if (entry.isDirectory()) await listFolder(folder, `${path}/`, files);
    else files.push({ path, bytes: null, pages: 1 });
  }
}

async function importFolder([folder = ""]: readonly string[]): Promise<number> {
  const start = performance.now();
  const files: ListedFile[] = [];
  await listFolder(folder, "", files);
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const listed = performance.now();
  const readText = (path: string) => readFile(join(folder, path), "utf8");
  const view: FolderView = {
    name: basename(folder),
    files,
    readText,
    readHead: readText,
    readBytes: async (path) => new Uint8Array(await readFile(join(folder, path))),
    readTable: (path) => Promise.reject(new Error(`${path} is no part of this benchmark`)),
  };
  const [layout] = await recognizeLayout(view);
  const table = await layout?.importer.read(view, {});
  const packed = packItems(table?.items ?? []);
  const finished = performance.now();
  // Before anything is collected; the system's own mark of the highest would be that of the process which started this one.
  const { rss: bytes } = process.memoryUsage();
  console.log(JSON.stringify({ listMs: listed - start, totalMs: finished - start, items: packed.count, bytes }));
  return 0;
}

runCommand(importFolder);
