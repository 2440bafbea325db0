import { beforeEach, describe, expect, it } from "vitest";

import type { SavedSearch } from "../bridges/browserStore";
import type { OpenedProject, ProjectRequest } from "../contracts/projectFile";
import type { DatasetId } from "../core/dataset/datasetRecord";
import { StudioError } from "../core/errors";
import { fakeLibrary } from "./fakeLibrary";
import { dismissProject, openProject, projectStore, saveProject } from "./projectStore";
import { connectServices, type Services } from "./services";
import { settingsStore } from "./settingsStore";

const search = (id: string, address: string, pictures: string[] = []): SavedSearch => {
  return { id, name: id, savedAt: 1, address, pictures };
};
const here = "here" as DatasetId;
const there = "there" as DatasetId;

let kept: SavedSearch[];
let pictures: Map<string, Blob>;
let requested: ProjectRequest | null;
let saved: string[];
let answer: () => Promise<OpenedProject>;

function opened(documents: OpenedProject["documents"], notes: string[] = []): OpenedProject {
  const manifest = { schema: 1, name: "P", studio: "0", createdAt: "", datasets: [], checkpoints: [], documents: [] };
  const attachments = new Map([["p1", new Blob(["one"])]]);
  return { manifest: manifest as OpenedProject["manifest"], datasetIds: new Map([[here, there]]), documents, attachments, notes }; // prettier-ignore
}

beforeEach(() => {
  kept = [search("a", "dataset=here", ["p1"]), search("b", "dataset=other"), search("c", "")];
  pictures = new Map([["p1", new Blob(["one"])]]);
  requested = null;
  saved = [];
  dismissProject();
  const services: Partial<Services> = {
    library: fakeLibrary({
      exportProject: (_jobId, request) => {
        requested = request;
        return Promise.resolve(new Blob(["zip"]));
      },
      importProject: () => answer(),
      emptyTrash: () => Promise.resolve(),
      listDatasets: () => Promise.resolve([]),
      listCheckpoints: () => Promise.resolve([]),
    }),
    readStorageQuota: () => Promise.resolve({ usedBytes: null, quotaBytes: null, isPersistent: false }),
    readManifest: () => Promise.resolve(null),
    checkpointUrl: "model/",
    browserStore: {
      listSearches: () => Promise.resolve(kept),
      findPicture: (sha256: string) => Promise.resolve(pictures.get(sha256) ?? null),
      keepPicture: (sha256: string, picture: Blob) => Promise.resolve(void pictures.set(sha256, picture)),
      saveSearch: (one: SavedSearch) => Promise.resolve(void kept.push(one)),
    } as unknown as Services["browserStore"],
    saveFile: (_content, name) => void saved.push(name),
  };
  connectServices(services as Services);
});

describe("a project file in the page", () => {
  it("takes searches in the saved data sets and in the sample gallery along, with their pictures", async () => {
    await saveProject([here], { name: "My: parts", withPictures: false });
    expect(saved).toEqual(["My_ parts.studio.zip"]);
    const carried = JSON.parse(requested?.documents.searches ?? "") as SavedSearch[];
    expect(carried.map(({ id }) => id)).toEqual(["a", "c"]);
    expect([...(requested?.attachments.keys() ?? [])]).toEqual(["p1"]);
    expect(projectStore.getState()).toEqual({ phase: "idle" });
  });

  it("keeps searches of an opened project, leading to the data sets as they are called here", async () => {
    kept = [];
    pictures = new Map();
    answer = () =>
      Promise.resolve(
        opened({
          searches: JSON.stringify([search("a", "dataset=here&group=identity", ["p1"])]),
          settings: '{"schema":1,"backend":"wasm"}',
        }),
      );
    await openProject(new Blob());
    expect(kept.map(({ address }) => address)).toEqual(["dataset=there&group=identity"]);
    expect([...pictures.keys()]).toEqual(["p1"]);
    expect(settingsStore.getState().backend).toBe("wasm");
    expect(projectStore.getState()).toMatchObject({ phase: "opened", name: "P", notes: [] });
  });

  it("tells what of the documents could not be kept", async () => {
    answer = () => Promise.resolve(opened({ searches: "[{}]", settings: "{", runs: "[]" }, ["No pictures."]));
    await openProject(new Blob());
    expect(projectStore.getState()).toMatchObject({
      notes: [
        "No pictures.",
        "This version of the studio keeps no runs: they were left out.",
        "The settings of the project could not be read: those of this browser stay.",
        "The saved searches of the project could not be read: none was kept.",
      ],
    });
  });

  it("says why a project was not opened", async () => {
    answer = () => Promise.reject(new StudioError("ProjectFormatError", "expected schema 1; found 3", "Update."));
    await openProject(new Blob());
    expect(projectStore.getState()).toMatchObject({
      phase: "failed",
      step: "opening",
      error: { message: "expected schema 1; found 3" },
    });
  });
});
