import { beforeEach, describe, expect, it } from "vitest";

import type { Analyst } from "../bridges/analysisBridge";
import type { Item, ItemId } from "../core/dataset/item";
import { ItemList } from "../core/dataset/itemList";
import { packItems } from "../core/dataset/packedItems";
import { normalizedRows } from "../core/numeric/normalizedRows";
import { seededRandom } from "../core/numeric/random";
import { arrangeSet, measureSet } from "../engine/analysis/measuredSet";
import { makeRankTools } from "../engine/analysis/rankTools";
import { cancelBytes, measureBytes, quantizeStore, setRescore } from "./quantizeStore";
import { connectServices, type Services } from "./services";
import { type Gallery, studioStore, type StudioState } from "./studioStore";

const rows = 120;
const dimension = 40;
const random = seededRandom(5);
const vectors = normalizedRows({
  rows,
  columns: dimension,
  values: Float32Array.from({ length: rows * dimension }, () => random.normal()),
});
const items = new ItemList(
  packItems(
    Array.from({ length: rows }, (_, row): Item => {
      return {
        itemId: `${row}.png` as ItemId,
        identity: `${row >> 1}`,
        split: "test",
        isQuery: false,
        isGallery: true,
      };
    }),
  ),
);

function connect(measure: Analyst["measure"]): void {
  connectServices({ analyst: { measure } } as unknown as Services);
  const table = { kind: "vectors", vectors: vectors.values, dimension };
  const gallery = { opened: { dataset: "d", name: "Sheets", table }, items } as unknown as Gallery;
  const search = { opened: { dimension } } as unknown as StudioState["search"];
  studioStore.setState({ gallery, checkpoint: null, search });
}

const measureHere: Analyst["measure"] = (signal, set, recipe, onProgress) =>
  measureSet(
    arrangeSet([vectors], set),
    recipe,
    makeRankTools(null, signal, () => Promise.resolve()),
    onProgress,
  );

describe("measureBytes", () => {
  beforeEach(() => {
    cancelBytes();
    setRescore(0);
    quantizeStore.setState({ accuracy: null });
  });

  it("measures what the vectors' dimensions allow, beside the plain ranking, and says what it left out", async () => {
    connect(measureHere);
    await measureBytes();
    const { task, accuracy } = quantizeStore.getState();
    expect(task).toEqual({ phase: "done", value: null });
    expect(accuracy).toMatchObject({
      galleryName: "Sheets",
      queries: rows,
      note: "Vectors of 40 dimensions have codes of at most 21 bytes",
    });
    expect(accuracy?.points.map(({ bytes }) => bytes)).toEqual([8, 16]);
    const [few, more] = accuracy?.points ?? [];
    expect(more?.recall).toBeGreaterThan(few?.recall ?? 1);
  });

  it("equals the plain ranking where every item is scored exactly", async () => {
    connect(measureHere);
    setRescore(rows);
    await measureBytes();
    const { accuracy } = quantizeStore.getState();
    for (const { mAP, recall } of accuracy?.points ?? []) expect([mAP, recall]).toEqual([accuracy?.plain, 1]);
  });

  it("keeps what was measured when it is cancelled", async () => {
    let measured = 0;
    connect((...asked) => {
      if (++measured === 3) cancelBytes();
      return measureHere(...asked);
    });
    await measureBytes();
    const { task, accuracy } = quantizeStore.getState();
    expect(task.phase).toBe("idle");
    expect(accuracy?.points.map(({ bytes }) => bytes)).toEqual([8]);
  });

  it("says what is missing where no gallery is open", async () => {
    connect(measureHere);
    studioStore.setState({ gallery: null });
    await measureBytes();
    expect(quantizeStore.getState().task).toMatchObject({ phase: "failed", error: { name: "MeasurementError" } });
  });
});
