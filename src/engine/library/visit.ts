import { libraryFolder, type DatasetStore, tablesFolder } from "./datasetStore";
import { factsFile } from "./factsStore";
import { recordFile } from "./storedRecord";
import { readStored, removeStored } from "../opfs/replaceFile";
import type { DatasetId } from "../../core/dataset/datasetRecord";
import { isStudioError } from "../../core/errors";

const visitLock = `${libraryFolder}-visit`;

/**
 * Begins a visit. The first tab of all empties the trash and removes what crashes left behind; while any tab visits the
 * library, no other does so, since an import of another tab looks like a leftover until its end.
 *
 * @param emptyTrash removes for good what was deleted
 * @param removeOthers removes leftovers beside the data sets
 */
export async function beginVisit(
  store: DatasetStore,
  emptyTrash: () => Promise<void>,
  removeOthers: () => Promise<void>,
): Promise<void> {
  const { locks } = store.place;
  await locks.request(visitLock, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    await emptyTrash();
    await removeLeftovers(store);
    await removeOthers();
  });
  await new Promise<void>((begun, failed) => {
    // Held until the worker ends.
    const held = locks.request(visitLock, { mode: "shared" }, () => {
      begun();
      return new Promise<never>(() => undefined);
    });
    held.catch(failed);
  });
}

/** Removes folders that are no data sets, imports that never ended, and files that no record names. */
async function removeLeftovers(store: DatasetStore): Promise<void> {
  const library = await store.library();
  const folders: [string, FileSystemDirectoryHandle][] = [];
  for await (const [name, entry] of library.entries()) if (entry.kind === "directory") folders.push([name, entry]);
  for (const [name, folder] of folders) {
    if ((await readStored(folder, recordFile)) === null) await removeStored(library, name);
    else await removeLeftoversOf(store, name as DatasetId, folder);
  }
}

async function removeLeftoversOf(
  store: DatasetStore,
  dataset: DatasetId,
  folder: FileSystemDirectoryHandle,
): Promise<void> {
  try {
    const { state, itemsFile, places } = await store.readHidden(dataset);
    if (state === "importing") {
      await store.remove(dataset);
      return;
    }
    const packs = Object.values(places).flatMap((place) => place.packs);
    const packFiles = [thumbnailPack, ...packs].flatMap((pack) => [`${pack}.pack`, `${pack}.index`]);
    const known = new Set([recordFile, itemsFile, factsFile, tablesFolder, ...packFiles]);
    const names: string[] = [];
    for await (const name of folder.keys()) if (!known.has(name)) names.push(name);
    for (const name of names) await removeStored(folder, name);
  } catch (error) {
    // One of another version keeps all that it has.
    if (!isStudioError(error) || error.name !== "ItemTableFormatError") throw error;
  }
}

/** The pack of a data set's thumbnails. */
export const thumbnailPack = "thumbnails";
