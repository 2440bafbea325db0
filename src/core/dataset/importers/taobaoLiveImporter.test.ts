import { describe, expect, it } from "vitest";

import { memoryFolder, type MemoryFile } from "./memoryFolder";
import { taobaoLiveImporter } from "./taobaoLiveImporter";

const mark = (instance_id: unknown, box: unknown = [0, 0, 10, 20], label = "skirt") => ({
  label,
  box,
  display: 1,
  viewpoint: 0,
  instance_id,
});
const picture = (...annotations: unknown[]) => JSON.stringify({ item_id: "1", img_name: "0.jpg", annotations });

const files: Readonly<Record<string, MemoryFile>> = {
  "val_dataset/image/000010/0.jpg": null,
  "val_dataset/image/000010/1.jpg": null,
  "val_dataset/image/000010/2.jpg": null,
  "val_dataset/image/000010/3.jpg": null,
  "val_dataset/image_annotation/000010/0.json": picture(mark(7), mark(8, [0, 0, 30, 40], "coat")),
  "val_dataset/image_annotation/000010/1.json": picture(mark(0)),
  "val_dataset/image_annotation/000010/2.json": picture(mark(7), mark(0, [0, 0, 90, 90])),
  "val_dataset/video/000010.mp4": "",
  "val_dataset/video/000010/80.jpg": null,
  "val_dataset/video_annotation/000010.json": JSON.stringify({
    video_id: "000010",
    frames: [
      { frame_index: 40, annotations: [mark(7)] },
      { frame_index: 80, annotations: [mark(7, [1, 2, 3, 4])] },
    ],
  }),
};

describe("taobaoLiveImporter", () => {
  it("takes instances as identities, shop pictures as gallery and frames as queries", async () => {
    const folder = memoryFolder(files);
    expect((await taobaoLiveImporter.recognize(folder))?.evidence).toBe(
      "3 files in image_annotation, 1 in video_annotation",
    );
    const { items, faults, skipped, choices } = await taobaoLiveImporter.read(folder, {});
    expect(faults).toEqual([]);
    const shared = { split: "val", sequence: "000010" };
    expect(items).toEqual([
      {
        itemId: "val_dataset/image/000010/0.jpg",
        identity: "8",
        ...shared,
        isQuery: false,
        isGallery: true,
        category: "coat",
        box: { left: 0, top: 0, right: 30, bottom: 40 },
      },
      {
        itemId: "val_dataset/image/000010/2.jpg",
        identity: "7",
        ...shared,
        isQuery: false,
        isGallery: true,
        category: "skirt",
        box: { left: 0, top: 0, right: 10, bottom: 20 },
      },
      {
        itemId: "val_dataset/video/000010/80.jpg",
        identity: "7",
        ...shared,
        isQuery: true,
        isGallery: false,
        category: "skirt",
        box: { left: 1, top: 2, right: 3, bottom: 4 },
      },
    ]);
    expect(skipped).toEqual([
      {
        reason: "several products on one picture: imported with the largest marked one alone",
        paths: ["val_dataset/image/000010/0.jpg"],
      },
      { reason: "no product is marked on it", paths: ["val_dataset/image/000010/1.jpg"] },
      {
        reason: "video: its frames are imported where they lie there as pictures",
        paths: ["val_dataset/video/000010.mp4"],
      },
      { reason: "without annotation", paths: ["val_dataset/image/000010/3.jpg"] },
    ]);
    expect(choices.map(({ label, value }) => [label, value])).toEqual([
      ["Annotated pictures of val_dataset/image (3)", "val-gallery"],
      ["Annotated videos of val_dataset/video (1)", "val-query"],
    ]);
  });

  it("leaves out a part, if chosen, and takes training parts for training", async () => {
    const folder = memoryFolder({
      ...files,
      "train_dataset_part1/image/1/0.jpg": null,
      "train_dataset_part1/image_annotation/1/0.json": picture(mark(1)),
    });
    const { items } = await taobaoLiveImporter.read(folder, { "part:val_dataset/video": "none" });
    expect(items).toHaveLength(3);
    expect(items[0]).toMatchObject({ split: "train", isQuery: false, isGallery: false });
    expect(items.some(({ isQuery }) => isQuery)).toBe(false);
  });

  it("tells every fault with its file", async () => {
    const { items, faults } = await taobaoLiveImporter.read(
      memoryFolder({
        "image/1/0.jpg": null,
        "image_annotation/1/0.json": picture(mark("7"), mark(1.5), mark(3, [5, 0, 5, 9]), mark(4, [0, 0, 5]), mark(5)),
        "image_annotation/1/1.json": picture(mark(5)),
        "image_annotation/1/2.json": "{",
        "image_annotation/1/3.json": "[]",
        "video_annotation/1.json": JSON.stringify({ frames: [{ frame_index: "x", annotations: [] }] }),
      }),
      {},
    );
    const file = "image_annotation/1/0.json";
    const boxFault = "as [left, top, right, bottom] with 0 <= left < right and 0 <= top < bottom; found";
    expect(new Set(faults)).toEqual(
      new Set([
        { file, line: null, message: 'expected annotations[0].instance_id to be a whole number; found "7"' },
        { file, line: null, message: "expected annotations[1].instance_id to be a whole number; found 1.5" },
        { file, line: null, message: `expected annotations[2].box ${boxFault} [5,0,5,9]` },
        { file, line: null, message: `expected annotations[3].box ${boxFault} [0,0,5]` },
        {
          file: "image_annotation/1/1.json",
          line: null,
          message: "expected the picture image/1/1; found no such file",
        },
        { file: "image_annotation/1/2.json", line: null, message: expect.stringContaining("expected JSON;") as string },
        {
          file: "image_annotation/1/3.json",
          line: null,
          message: "expected the list annotations of a picture, or frames of a video; found neither",
        },
        {
          file: "video_annotation/1.json",
          line: null,
          message: "expected frames[0] to have a whole number frame_index and a list annotations",
        },
      ]),
    );
    expect(items.map(({ identity }) => identity)).toEqual(["5"]);
  });

  it("is not recognized without annotations of pictures", async () => {
    expect(await taobaoLiveImporter.recognize(memoryFolder({ "image/1/0.jpg": null }))).toBeNull();
  });
});
