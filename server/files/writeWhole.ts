import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file under another name, flushes it and renames it, so that whoever dies leaves the old one or the new one.
 *
 * @param path absolute; its folder is there
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  const file = await open(partial, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
  await flushFolder(dirname(path));
}

/** The new name lies in the folder, which has a cache of its own. Windows has no such call, and needs none. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
