import type { DatasetId } from "../core/dataset/datasetRecord";
import type { CompanionFolder } from "./companionStore";
import { startImport } from "./importStore";
import { services } from "./services";

/** Begins the import of a folder that the companion serves. */
export async function takeCompanionFolder({ id, name }: CompanionFolder, into: DatasetId | null): Promise<void> {
  await startImport({ kind: "companion", baseUrl: services().companion.folderUrl(id), name }, into);
}
