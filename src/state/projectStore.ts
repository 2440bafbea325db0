import { createStore } from "zustand/vanilla";

import type { SavedSearch } from "../bridges/browserStore";
import type { FolderSource, ListingProgress } from "../contracts/datasetService";
import type { OpenedProject } from "../contracts/projectFile";
import type { DatasetId } from "../core/dataset/datasetRecord";
import { studioVersion } from "../core/studioVersion";
import { isStudioError, StudioError, type StudioErrorShape } from "../core/errors";
import { LatestTask } from "./latestTask";
import { loadCheckpoints } from "./checkpointsStore";
import { loadLibrary } from "./libraryStore";
import { carriedSearches, keepCarriedSearches } from "./projectSearches";
import { loadSearches } from "./savedStore";
import { services } from "./services";
import { chooseBackend, settingsStore } from "./settingsStore";
import { carriedSettings, parseCarriedSettings } from "./projectSettings";

/** Names end so, and a dropped file whose name does is opened instead of imported. */
export const projectEnding = ".studio.zip";

export type ProjectState =
  | { readonly phase: "idle" }
  | { readonly phase: "saving" | "opening"; readonly progress: ListingProgress | null }
  /** What was opened, in plain words, and what was left out. */
  | { readonly phase: "opened"; readonly name: string; readonly datasets: number; readonly notes: readonly string[] }
  | { readonly phase: "failed"; readonly step: "saving" | "opening"; readonly error: StudioErrorShape };

export const projectStore = createStore<ProjectState>(() => ({ phase: "idle" }));

const latest = new LatestTask();

/** Saves data sets, with their embeddings and the searches and settings of this browser, as one file. */
export async function saveProject(
  datasets: readonly DatasetId[],
  { name, withPictures }: { readonly name: string; readonly withPictures: boolean },
): Promise<void> {
  await latest.run(
    async (signal) => {
      projectStore.setState({ phase: "saving", progress: null }, true);
      const { library, browserStore, saveFile } = services();
      const { searches, pictures } = await carriedSearches(browserStore, datasets);
      const documents = { searches: JSON.stringify(searches), settings: carriedSettings(settingsStore.getState()) };
      const request = { name, studio: studioVersion, datasets, withPictures, documents, attachments: pictures };
      const file = await library.ask(signal, (service, jobId) =>
        service.exportProject(jobId, request, reportTo(signal, "saving")),
      );
      saveFile(file, `${name.replaceAll(/[\\/:*?"<>|]/g, "_")}${projectEnding}`);
      projectStore.setState({ phase: "idle" }, true);
    },
    (error) => projectStore.setState({ phase: "failed", step: "saving", error }, true),
  );
}

/** Lets the user choose a project file, and opens it. Nothing happens where none is chosen. */
export async function takeProject(): Promise<void> {
  try {
    const source = await services().pickers.pickFile();
    if (source !== null) await openProject(projectFileOf(source));
  } catch (error) {
    if (!isStudioError(error)) throw error;
    projectStore.setState({ phase: "failed", step: "opening", error }, true);
  }
}

function projectFileOf(source: FolderSource): Blob {
  if (source.kind === "archive") return source.file;
  throw new StudioError(
    "ProjectFormatError",
    `expected one project file (a zip); found ${source.kind === "handle" ? "a folder" : source.name}`,
    `Choose the file that was saved as a project; its name ends in ${projectEnding}.`,
  );
}

/** Opens a project file: its data sets come beside those that are here. */
export async function openProject(file: Blob): Promise<void> {
  await latest.run(
    async (signal) => {
      projectStore.setState({ phase: "opening", progress: null }, true);
      const opened = await services().library.ask(signal, (service, jobId) =>
        service.importProject(jobId, file, reportTo(signal, "opening")),
      );
      const notes = [...opened.notes, ...(await keepDocuments(opened))];
      const { name, datasets } = opened.manifest;
      projectStore.setState({ phase: "opened", name, datasets: datasets.length, notes }, true);
    },
    (error) => projectStore.setState({ phase: "failed", step: "opening", error }, true),
  );
  await Promise.all([loadLibrary(), loadCheckpoints(), loadSearches()]);
}

export function cancelProject(): void {
  latest.cancel();
  projectStore.setState({ phase: "idle" }, true);
}

/** Takes what was told away. */
export function dismissProject(): void {
  projectStore.setState({ phase: "idle" }, true);
}

function reportTo(signal: AbortSignal, phase: "saving" | "opening"): (progress: ListingProgress) => void {
  return (progress) => {
    if (!signal.aborted) projectStore.setState({ phase, progress }, true);
  };
}

/** Keeps what the documents hold; tells what could not be kept. The data sets are in by then, so nothing here fails them. */
async function keepDocuments({ documents, attachments, datasetIds }: OpenedProject): Promise<string[]> {
  const { searches, settings, ...others } = documents;
  const notes = Object.keys(others).map((kind) => `This version of the studio keeps no ${kind}: they were left out.`);
  if (settings !== undefined) {
    const backend = parseCarriedSettings(settings);
    if (backend === null) notes.push("The settings of the project could not be read: those of this browser stay.");
    else chooseBackend(backend);
  }
  if (searches === undefined) return notes;
  try {
    const kept: readonly SavedSearch[] | null = await keepCarriedSearches(services().browserStore, {
      text: searches,
      pictures: attachments,
      datasetIds,
    });
    return kept === null ? [...notes, "The saved searches of the project could not be read: none was kept."] : notes;
  } catch (error) {
    if (!isStudioError(error)) throw error;
    return [...notes, `The saved searches were not kept: ${error.message}`];
  }
}
