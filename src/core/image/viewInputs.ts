import { type EmbeddingViews, orientationsOf } from "../embedding/embeddingViews";
import { denoise } from "./denoise";
import { toGray, toRgb } from "./grayscale";
import type { InputRules } from "./inputRules";
import { type InputSize, orientedSize } from "./orientImage";
import type { Pixels } from "./pixels";
import { preprocess } from "./preprocess";
import { type QueryEdit, unedited } from "./queryEdit";

/** Input rules at a multiple of the size, each side rounded half up to whole pixels. */
export function scaledRules(rules: InputRules, scale: number): InputRules {
  return { ...rules, height: Math.floor(rules.height * scale + 0.5), width: Math.floor(rules.width * scale + 0.5) };
}

/** The sizes that a network must take, with the scale that asks for each. */
export function viewSizes(rules: InputRules, views: EmbeddingViews): (InputSize & { readonly scale: number })[] {
  return views.scales.flatMap((scale) =>
    orientationsOf(views).map((orientation) => ({ ...orientedSize(scaledRules(rules, scale), orientation), scale })),
  );
}

/**
 * The upright view at every size: the picture is denoised as it was decoded, then preprocessed for each.
 *
 * @param edit what the user did; gallery pictures are unedited
 * @returns a [3, h, w] for each of `views.scales`
 * @throws as `preprocess`
 */
export function uprightViews(
  pixels: Pixels,
  rules: InputRules,
  views: EmbeddingViews,
  edit: QueryEdit = unedited,
): Float32Array<ArrayBuffer>[] {
  const clean = denoisedPixels(pixels, rules, views);
  return views.scales.map((scale) => preprocess(clean, scaledRules(rules, scale), edit));
}

/** The picture as it is preprocessed: what a network is shown has lost its noise before. */
export function denoisedPixels(
  pixels: Pixels,
  rules: Pick<InputRules, "color">,
  views: Pick<EmbeddingViews, "denoise">,
): Pixels {
  const channels = rules.color === "rgb" ? toRgb : toGray;
  return views.denoise === "none" ? pixels : denoise(channels(pixels), views.denoise);
}
