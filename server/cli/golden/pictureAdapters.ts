// Golden files of pictures: resizing and normalization.
import { z } from "zod";

import { resizeShorterSide } from "../../../src/core/image/fit";
import type { ResamplingFilter } from "../../../src/core/image/inputRules";
import type { Pixels } from "../../../src/core/image/pixels";
import { normalize } from "../../../src/core/image/preprocess";
import { resize } from "../../../src/core/image/resample";
import type { ComputedOutputs } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import { type GoldenArray, type GoldenCase, parseGoldenArray } from "./goldenFile";

const filterNames = ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"] as const;
const filterName = z.enum(filterNames) satisfies z.ZodType<ResamplingFilter>;
const size = z.object({ out_h: z.int().positive(), out_w: z.int().positive() });
const shorterSide = z.object({
  size: z.int().positive(),
  crop: z.int().positive().optional(),
  interpolation: filterName,
});
const triple = z.tuple([z.number(), z.number(), z.number()]);

export const pictureAdapters: GoldenAdapters = {
  resize_pil: resizePil,
  resize_torchvision: resizeTorchvision,
  normalize_imagenet: normalizeImagenet,
};

function resizePil(golden: GoldenCase): ComputedOutputs {
  const { out_h, out_w } = size.parse(golden.params);
  const picture = readPicture(golden);
  const outputs = Object.keys(golden.outputs).map((name): [string, GoldenArray] => {
    const resized = resize(picture, { width: out_w, height: out_h }, filterName.parse(name));
    return [name, imageArray(resized, golden)];
  });
  return new Map(outputs);
}

/** The cases of Pillow pictures. Float tensors are resized by the trainer alone: the page only ever resizes 8 bits. */
function resizeTorchvision(golden: GoldenCase): ComputedOutputs | null {
  const params = shorterSide.safeParse(golden.params);
  if (!params.success) return null;
  const { size, crop = null, interpolation } = params.data;
  if (crop !== null && crop > size) return null;
  return new Map([["out", imageArray(resizeShorterSide(readPicture(golden), size, crop, interpolation), golden)]]);
}

/** fast-reid works on 0 to 255 with statistics times 255, which is the same up to rounding. */
function normalizeImagenet(golden: GoldenCase): ComputedOutputs {
  const statistics = z.object({ mean: triple, std: triple }).parse(golden.params);
  const half = [0.5, 0.5, 0.5] as const;
  const picture = readPicture(golden);
  const outputs = Object.keys(golden.outputs).map((name): [string, GoldenArray] => {
    const input = normalize(picture, name === "half_half_chw" ? { mean: half, std: half } : statistics);
    return [name, { shape: [3, picture.height, picture.width], data: [...input] }];
  });
  return new Map(outputs);
}

function readPicture(golden: GoldenCase): Pixels {
  const { shape, data } = parseGoldenArray(golden.inputs["image_hwc_uint8"]);
  const [height = 0, width = 0, channels = 1] = shape;
  if (channels !== 1 && channels !== 3 && channels !== 4) throw new Error(`a picture of ${channels} channels`);
  return { width, height, channels, data: Uint8Array.from(data) };
}

/** In the form of the input: gray pictures come without an axis of channels. */
function imageArray({ width, height, channels, data }: Pixels, golden: GoldenCase): GoldenArray {
  const isFlat = parseGoldenArray(golden.inputs["image_hwc_uint8"]).shape.length === 2;
  return { shape: isFlat ? [height, width] : [height, width, channels], data: [...data] };
}
