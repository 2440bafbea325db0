// From decoded pixels to a network's input, by the rules of a manifest. The trainer does the same in Python; both are held
// together by contracts/golden/preprocess.json.
import { StudioError } from "../errors";
import { applyEdit, crop } from "./edit";
import { letterbox, resizeShorterSide } from "./fit";
import { toGray, toRgb } from "./grayscale";
import { inkBoxWithMargin } from "./inkBox";
import type { InputRules } from "./inputRules";
import type { PixelBox, Pixels } from "./pixels";
import { type QueryEdit, unedited } from "./queryEdit";
import { resize } from "./resample";

/**
 * One picture as a network's input.
 *
 * In order: transparency on white, gray where the network sees gray, the user's edit, crop to the ink, resize in 8 bits,
 * three channels, normalize.
 *
 * @param edit what the user did; gallery pictures are unedited
 * @returns [3, H, W] float32
 * @throws CheckpointFormatError if the rules ask for what this version cannot do
 */
export function preprocess(pixels: Pixels, rules: InputRules, edit: QueryEdit = unedited): Float32Array<ArrayBuffer> {
  refuseUnknownRules(rules);
  const channels = rules.color === "rgb" ? toRgb(pixels) : toGray(pixels);
  const edited = applyEdit(channels, edit);
  const cropped = edit.cropToInk ? cropByRule(edited, rules) : edited;
  return normalize(resizeByRule(cropped, rules), rules);
}

function refuseUnknownRules(rules: InputRules): void {
  if (rules.ink !== null) {
    throw new StudioError(
      "CheckpointFormatError",
      `the checkpoint asks for stroke normalization by "${rules.ink.method}"; expected none, which is all this version knows`,
      "Use a newer version of Retrieval Studio, or another checkpoint.",
    );
  }
  if (rules.resize !== "squash" && rules.width !== rules.height) {
    throw new StudioError(
      "CheckpointFormatError",
      `resize "${rules.resize}" needs a square input; found ${rules.width} × ${rules.height}`,
      "Export the checkpoint again with a square input or with resize squash.",
    );
  }
}

/** The part of a picture that counts. Ink is looked for in the gray picture; a picture without ink is kept whole. */
export function cropByRule(pixels: Pixels, rules: Pick<InputRules, "crop">): Pixels {
  return crop(pixels, boxByRule(pixels, rules));
}

/** Where the part of a picture lies that counts. */
export function boxByRule(pixels: Pixels, rules: Pick<InputRules, "crop">): PixelBox {
  const { width, height } = pixels;
  if (rules.crop.kind === "none") return { left: 0, top: 0, right: width, bottom: height };
  return inkBoxWithMargin(toGray(pixels), rules.crop.margin);
}

/** The picture in the input's size, in 8 bits. */
export function resizeByRule(pixels: Pixels, rules: InputRules): Pixels {
  switch (rules.resize) {
    case "letterbox":
      return letterbox(pixels, rules.height, rules.fill, rules.filter);
    case "squash":
      return resize(pixels, rules, rules.filter);
    case "shorter-side":
      return resizeShorterSide(pixels, rules.height, rules.height, rules.filter);
  }
}

/**
 * (x / 255 - mean) / std, every step rounded to float32 as torch does it; gray is repeated to three channels.
 *
 * @param pixels one or three channels
 * @returns [3, H, W] float32
 */
export function normalize(pixels: Pixels, rules: Pick<InputRules, "mean" | "std">): Float32Array<ArrayBuffer> {
  const size = pixels.width * pixels.height;
  const { channels, data } = pixels;
  const normalized = new Float32Array(3 * size);
  for (let channel = 0; channel < 3; channel++) {
    const levels = normalizedLevels(rules.mean[channel]!, rules.std[channel]!);
    const offset = channels === 1 ? 0 : channel;
    for (let i = 0, j = offset; i < size; i++, j += channels) normalized[channel * size + i] = levels[data[j]!]!;
  }
  return normalized;
}

/** The 256 values that a channel can take. */
function normalizedLevels(mean: number, std: number): Float32Array {
  const f32 = Math.fround;
  return Float32Array.from({ length: 256 }, (_, level) => f32(f32(f32(level / 255) - f32(mean)) / f32(std)));
}
