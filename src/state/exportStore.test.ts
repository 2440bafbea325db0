import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";

import type { Item, ItemId } from "../core/dataset/item";
import { ItemList } from "../core/dataset/itemList";
import { packItems } from "../core/dataset/packedItems";
import { cancelExport, exportPictures, exportStore } from "./exportStore";
import { connectServices, type Services } from "./services";
import type { ShownHits } from "./shownHits";
import type { Gallery } from "./studioStore";

const list = ["a/1.png", "b/ü 2.png"].map((path): Item => ({
  itemId: path as ItemId,
  identity: "x",
  split: "test",
  isQuery: false,
  isGallery: true,
}));
const items = new ItemList(packItems(list));
const gallery = { opened: { baseUrl: "http://studio/sample/" }, items } as unknown as Gallery;

function hitsOf(count: number): ShownHits {
  const rows = Uint32Array.from({ length: count }, (_, at) => (at + 1) % 2);
  const ranking = { rows, scores: new Float32Array(count), views: new Uint8Array(count) };
  const leftOut = { threshold: 0, filters: 0, folded: 0, unranked: 0 };
  return { ranking, isRanked: true, ranks: rows.map((_, at) => at), groups: null, leftOut };
}

describe("exporting pictures", () => {
  it("writes them by rank beside their table", async () => {
    const saved: [Blob, string][] = [];
    connectServices({
      fetchPicture: (_signal: AbortSignal, url: string) => Promise.resolve(new Blob([url])),
      saveFile: (content: Blob, name: string) => saved.push([content, name]),
    } as unknown as Services);
    await exportPictures(gallery, hitsOf(2));
    const [content, name] = saved[0] ?? [];
    expect(name).toBe("ranking.zip");
    const files = unzipSync(new Uint8Array(await content!.arrayBuffer()));
    expect(Object.keys(files)).toEqual(["ranking.csv", "000001 b_ü 2.png", "000002 a_1.png"]);
    expect(new TextDecoder().decode(files["000001 b_ü 2.png"])).toBe("http://studio/sample/b/%C3%BC%202.png");
  });

  it("refuses more pictures than a zip can count, before it reads any", async () => {
    await exportPictures(gallery, hitsOf(65_535));
    expect(exportStore.getState().task).toMatchObject({
      phase: "failed",
      error: {
        name: "LimitExceededError",
        message: expect.stringContaining("65534 pictures, and 65535 are shown") as string,
      },
    });
  });

  it("saves nothing when it is cancelled", async () => {
    let isSaved = false;
    connectServices({
      fetchPicture: (signal: AbortSignal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
      saveFile: () => (isSaved = true),
    } as unknown as Services);
    const exporting = exportPictures(gallery, hitsOf(2));
    cancelExport();
    await exporting;
    expect([isSaved, exportStore.getState().task.phase]).toEqual([false, "idle"]);
  });
});
