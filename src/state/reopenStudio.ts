import type { DatasetId } from "../core/dataset/datasetRecord";
import { choiceStore } from "./choiceStore";
import { settingsStore, wantedBackend } from "./settingsStore";
import { openStudio } from "./studioStore";

/** Opens what is searched anew, where a data set is that and has changed. */
export function reopenIfSearched(dataset: DatasetId): void {
  if (choiceStore.getState().dataset === dataset) void openStudio(wantedBackend(settingsStore.getState()));
}
