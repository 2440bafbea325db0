import type { DatasetRecord } from "../core/dataset/datasetRecord";
import { isStudioError } from "../core/errors";
import { failChange } from "./libraryStore";
import { services } from "./services";

/** Saves a data set's item table as CSV. */
export async function exportItems({ id, name }: DatasetRecord): Promise<void> {
  try {
    const table = await services().library.ask(new AbortController().signal, (library) => library.exportItems(id));
    services().saveFile(table, `${fileName(name)} items.csv`);
  } catch (error) {
    if (!isStudioError(error)) throw error;
    failChange(error);
  }
}

/** A name without the signs that some system refuses in the name of a file. */
export function fileName(name: string): string {
  return name.replace(/[\\/:*?"<>|]/g, "_");
}
