// The path from a file to a ranking, against services that answer at once or when told to.
import { beforeEach, describe, expect, it } from "vitest";

import type { OpenedGallery } from "../contracts/datasetService";
import type { EmbeddedPicture, OpenedCheckpoint, OpenedPicture } from "../contracts/embedService";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { Item, ItemId } from "../core/dataset/item";
import { packItems } from "../core/dataset/packedItems";
import type { CheckpointId, CheckpointManifest } from "../core/embedding/checkpointManifest";
import { StudioError } from "../core/errors";
import type { QueryEdit } from "../core/image/queryEdit";
import type { Ranking } from "../core/ranking/ranking";
import { chooseGallery, sampleDataset, shippedChoice } from "./choiceStore";
import { applyMarks, changeEdit, intentStore, replaceIntent, startQuery } from "./intentStore";
import { pictureStore } from "./pictureStore";
import { fakeLibrary } from "./fakeLibrary";
import { cancelSearch, followQuery, searchStore } from "./searchStore";
import { emptyIntent, viewOf } from "./searchIntent";
import { connectServices, type Services } from "./services";
import { openStudio, studioStore } from "./studioStore";
import { takeFiles, takeItem, takeStore } from "./takeStore";

const items = ["a", "b", "c"].map((name): Item => ({
  itemId: `${name}.png` as ItemId,
  identity: name,
  split: "test",
  isQuery: false,
  isGallery: true,
}));

const manifest = {
  id: "m",
  files: [{ path: "model.onnx", sha256: "0" }],
  embedding: { dimension: 2 },
} as unknown as CheckpointManifest;

/** What the services were asked, and how they answer. */
interface Desk {
  readonly embedded: QueryEdit[];
  readonly searched: number[][];
  readonly closed: number[];
  openPicture: (name: string) => Promise<void>;
  embed: () => Promise<void>;
  openIndex: () => Promise<void>;
}
let desk: Desk;

const openedGallery = (dataset: DatasetId): OpenedGallery => ({
  dataset,
  name: dataset,
  items: packItems(items),
  queries: packItems([]),
  sampleQueries: [],
  baseUrl: "http://studio/pictures/",
  table: { kind: "url", url: "" },
  notes: [],
});

function connectFakes(): void {
  let pictures = 0;
  const services: Partial<Services> = {
    galleryUrl: "sample/",
    checkpointUrl: "model/",
    embedder: {
      openCheckpoint: () => Promise.resolve({ manifest, backend: { name: "fake" } } as OpenedCheckpoint),
      openPicture: async (_signal, _picture, name) => {
        await desk.openPicture(name);
        return { pictureId: ++pictures, pages: 1, preview: { close: () => undefined } } as unknown as OpenedPicture;
      },
      closePicture: (pictureId) => void desk.closed.push(pictureId),
      embedPicture: async (signal, _pictureId, edit): Promise<EmbeddedPicture> => {
        desk.embedded.push(edit);
        await desk.embed();
        signal.throwIfAborted();
        return { vector: Float32Array.of(1, 0), times: { decodeMs: 3, preprocessMs: 2, embedMs: 1 } };
      },
      explainMatch: () => Promise.reject(new Error("not asked for here")),
      embedFiles: () => Promise.resolve(),
      close: () => undefined,
    },
    readManifest: () => Promise.resolve(manifest),
    library: fakeLibrary({
      openSample: () => Promise.resolve(openedGallery(sampleDataset)),
      openGallery: (dataset) => Promise.resolve(openedGallery(dataset)),
      listTables: () => Promise.resolve([]),
      readCheckpoint: () => Promise.resolve({ kind: "files", files: new Map() }),
    }),
    openGallerySearch: async () => {
      await desk.openIndex();
      return {
        opened: {
          rows: 3,
          dimension: 2,
          workers: 1,
          residentBytes: 0,
          backend: { kind: "wasm", name: "fake", isSoftware: false },
        },
        search: (_signal, queries): Promise<Ranking[]> => {
          desk.searched.push([...queries]);
          const ranking = { rows: Uint32Array.of(2, 0, 1), scores: Float32Array.of(0.5, 0.25, 0) };
          return Promise.resolve(Array.from({ length: queries.length / 2 }, () => ranking));
        },
        readVectors: (_signal, rows) => Promise.resolve(Float32Array.from([...rows].flatMap(() => [0, 1]))),
        close: () => undefined,
      };
    },
    fetchPicture: () => Promise.resolve(new Blob(["picture"])),
    hashOf: async (picture) => (await picture.text()).padEnd(64, "0"),
    browserStore: {
      keepPicture: () => Promise.resolve(),
      findPicture: () => Promise.resolve(null),
    } as unknown as Services["browserStore"],
  };
  connectServices(services as Services);
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const file = (name: string) => new File([name], name);

beforeEach(async () => {
  desk = {
    embedded: [],
    searched: [],
    closed: [],
    openPicture: () => Promise.resolve(),
    embed: () => Promise.resolve(),
    openIndex: () => Promise.resolve(),
  };
  connectFakes();
  cancelSearch();
  replaceIntent(emptyIntent);
  chooseGallery(shippedChoice);
  searchStore.setState({ task: { phase: "idle" }, result: null });
  studioStore.setState({ checkpoint: null, gallery: null, search: null, opening: { phase: "idle" } });
  await openStudio("auto");
});

describe("a search", () => {
  it("goes from a file to a ranking, with the time of each stage", async () => {
    const end = followQuery();
    await takeFiles([file("1-drop")], "replace");
    await settled();
    end();
    const { task, result } = searchStore.getState();
    expect(task.phase).toBe("done");
    expect([...(result?.ranking.rows ?? [])]).toEqual([2, 0, 1]);
    expect(result?.times).toMatchObject({ decodeMs: 3, preprocessMs: 2, embedMs: 1 });
  });

  it("starts with the picture that was dropped before the studio was open", async () => {
    studioStore.setState({ checkpoint: null, gallery: null, search: null });
    const end = followQuery();
    await takeFiles([file("2-early")], "replace");
    await settled();
    expect(searchStore.getState().result).toBeNull();
    await openStudio("auto");
    await settled();
    end();
    expect(searchStore.getState().result).not.toBeNull();
  });

  it("shows no tile of the gallery before while another opens, and waits with the query until it is there", async () => {
    const end = followQuery();
    let open: () => void = () => undefined;
    desk.openIndex = () => new Promise((resolve) => (open = resolve));
    chooseGallery({ dataset: "things" as DatasetId, checkpoint: null });
    const opening = openStudio("auto");
    expect(studioStore.getState()).toMatchObject({ gallery: null, search: null });
    startQuery([viewOf({ kind: "item", itemId: items[0]!.itemId })]);
    await settled();
    expect(searchStore.getState()).toEqual({ task: { phase: "idle" }, result: null });
    open();
    await opening;
    await settled();
    end();
    expect(studioStore.getState().gallery?.opened.dataset).toBe("things");
    expect(searchStore.getState().task.phase).toBe("done");
    expect(searchStore.getState().result).not.toBeNull();
  });

  it("never searches among one network's vectors with another network", async () => {
    const end = followQuery();
    await takeFiles([file("7-network")], "replace");
    await settled();
    let open: () => void = () => undefined;
    desk.openIndex = () => new Promise((resolve) => (open = resolve));
    chooseGallery({ dataset: sampleDataset, checkpoint: "other" as CheckpointId });
    const opening = openStudio("auto");
    await settled();
    changeEdit({ quarterTurns: 2 });
    await settled();
    expect(desk.searched).toHaveLength(1);
    open();
    await opening;
    await settled();
    end();
    expect(desk.searched).toHaveLength(2);
  });

  it("shows only the latest: an edit while one is running takes its place", async () => {
    const end = followQuery();
    let release: () => void = () => undefined;
    desk.embed = () => new Promise((resolve) => (release = resolve));
    await takeFiles([file("3-slow")], "replace");
    await settled();
    desk.embed = () => Promise.resolve();
    changeEdit({ quarterTurns: 1 });
    await settled();
    release();
    await settled();
    end();
    expect(searchStore.getState().result?.query.views[0]?.edit.quarterTurns).toBe(1);
    expect(desk.searched).toHaveLength(1);
  });

  it("embeds nothing again when only marks change, and moves the query by them", async () => {
    const end = followQuery();
    await takeFiles([file("4-marks")], "replace");
    await settled();
    applyMarks([items[0]!.itemId], []);
    await settled();
    end();
    expect(desk.embedded).toHaveLength(1);
    const [x = 0, y = 0] = desk.searched[1] ?? [];
    // One liked vector (0, 1) of weight 0.75 beside the query (1, 0).
    expect([x, y]).toEqual([expect.closeTo(0.8, 6), expect.closeTo(0.6, 6)]);
    expect(searchStore.getState().result?.times.embedMs).toBe(0);
  });

  it("keeps the ranking before when one fails, and says why", async () => {
    const end = followQuery();
    await takeFiles([file("5-good")], "replace");
    await settled();
    const before = searchStore.getState().result;
    desk.embed = () => Promise.reject(new StudioError("DeviceLostError", "the device was lost", "Try again."));
    changeEdit({ isMirrored: true });
    await settled();
    end();
    expect(searchStore.getState()).toMatchObject({
      task: { phase: "failed", error: { name: "DeviceLostError", hint: "Try again." } },
      result: before,
    });
  });

  it("takes one view's score for the other's row when views are fused", async () => {
    const end = followQuery();
    startQuery([
      viewOf({ kind: "item", itemId: items[0]!.itemId }),
      viewOf({ kind: "item", itemId: items[1]!.itemId }),
    ]);
    await settled();
    end();
    expect(desk.searched[0]).toHaveLength(4);
    expect(searchStore.getState().result?.ranking.views).toHaveLength(3);
  });
});

describe("taking pictures", () => {
  it("leaves the query as it was when one of them cannot be read", async () => {
    await takeItem(items[0]!.itemId, "replace");
    const before = intentStore.getState().query;
    desk.openPicture = (name) =>
      name === "bad"
        ? Promise.reject(new StudioError("PictureFormatError", "no picture", "Choose another."))
        : Promise.resolve();
    await takeFiles([file("good"), file("bad")], "add");
    expect(intentStore.getState().query).toBe(before);
    expect(takeStore.getState().task).toMatchObject({ phase: "failed", error: { name: "PictureFormatError" } });
  });

  it("says what to do about a link to a picture that this browser does not hold", async () => {
    const end = followQuery();
    startQuery([viewOf({ kind: "kept", sha256: "f".repeat(64), name: "lamp.png" })]);
    await settled();
    end();
    expect(searchStore.getState().task).toMatchObject({ phase: "failed", error: { name: "PictureMissingError" } });
    expect([...pictureStore.getState().failures.values()][0]?.message).toContain('"lamp.png"');
  });

  it("closes the picture that was not used for longest, beyond sixteen", async () => {
    for (let at = 0; at < 20; at++) await takeFiles([file(`6-${at}`)], "replace");
    expect(pictureStore.getState().open.size).toBe(16);
    expect(desk.closed.length).toBeGreaterThanOrEqual(4);
  });
});
