import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { readBmpHead } from "./bmpHead";
import { readGifHead } from "./gifHead";
import { readJpegHead } from "./jpegHead";
import { checkTiffDirectories } from "./tiffDirectories";
import { readWebpHead } from "./webpHead";

const pictures = new URL("../../../e2e/fixtures/pictures/", import.meta.url);
const read = async (name: string) => new Uint8Array(await readFile(new URL(name, pictures)));
const drawing = { width: 64, height: 48 };

describe("picture heads", () => {
  it("read size, frames, alpha and colors of each format", async () => {
    expect(readJpegHead(await read("rgb.jpg"), "a")).toMatchObject({ ...drawing, frames: 1, convertedFrom: null });
    expect(readJpegHead(await read("cmyk.jpg"), "a")).toMatchObject({ ...drawing, convertedFrom: "CMYK" });
    expect(readJpegHead(await read("exif6.jpg"), "a")).toMatchObject({ width: 48, height: 64 }); // as stored
    expect(readGifHead(await read("anim.gif"), "a")).toMatchObject({ ...drawing, frames: 3, hasAlpha: false });
    expect(readWebpHead(await read("anim.webp"), "a")).toMatchObject({ ...drawing, frames: 3 });
    expect(readWebpHead(await read("alpha.webp"), "a")).toMatchObject({ ...drawing, frames: 1, hasAlpha: true });
    expect(readWebpHead(await read("lossy.webp"), "a")).toMatchObject({ ...drawing, frames: 1, hasAlpha: false });
    expect(readBmpHead(await read("rgb.bmp"), "a")).toMatchObject(drawing);
    expect(readBmpHead(await read("one.bmp"), "a")).toMatchObject(drawing);
  });

  const readers = {
    "rgb.jpg": readJpegHead,
    "anim.gif": readGifHead,
    "anim.webp": readWebpHead,
    "lossy.webp": readWebpHead,
    "one.bmp": readBmpHead,
    "multi.tif": checkTiffDirectories,
  };

  it.each(Object.entries(readers))(
    "of %s either read any shorter file or refuse it in words",
    async (name, readHead) => {
      const whole = await read(name);
      for (let length = 12; length < whole.length; length += 7) {
        try {
          readHead(whole.slice(0, length), name);
        } catch (error) {
          expect(error, `${length} bytes`).toMatchObject({ name: "PictureFormatError" });
        }
      }
      expect(() => readHead(whole.slice(0, whole.length >> 1), name)).toThrow(/expected .+, found .+/);
    },
  );

  it("finds pages of a TIFF that follow one another in a circle", async () => {
    const whole = await read("g4.tif");
    const view = new DataView(whole.buffer);
    const start = view.getUint32(4, true);
    const entries = view.getUint16(start, true);
    expect(() => checkTiffDirectories(whole, "a")).not.toThrow();
    view.setUint32(start + 2 + entries * 12, start, true);
    expect(() => checkTiffDirectories(whole, "a")).toThrow(/pages in a circle/);
  });
});
