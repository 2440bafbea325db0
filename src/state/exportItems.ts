import type { ItemTableFormat } from "../contracts/datasetService";
import type { DatasetRecord } from "../core/dataset/datasetRecord";
import { isStudioError } from "../core/errors";
import { failChange } from "./libraryStore";
import { services } from "./services";

/** Saves a data set's item table. */
export async function exportItems({ id, name }: DatasetRecord, format: ItemTableFormat): Promise<void> {
  try {
    const { signal } = new AbortController();
    const table = await services().library.ask(signal, (library) => library.exportItems(id, null, format));
    services().saveFile(table, `${fileName(name)} items.${format}`);
  } catch (error) {
    if (!isStudioError(error)) throw error;
    failChange(error);
  }
}

/** A name without the signs that some system refuses in the name of a file. */
export function fileName(name: string): string {
  return name.replace(/[\\/:*?"<>|]/g, "_");
}
