import type { InputRules } from "../../core/image/inputRules";
import { preprocess } from "../../core/image/preprocess";
import type { EmbeddingSession } from "./embeddingSession";
import { selfTestPictures } from "./selfTestPictures";

/** A GPU that computes as it should differs from WASM by rounding only; a wrong kernel falls far below. */
export const smallestSoundCosine = 0.9999;

/** The self-test's worst picture. */
export interface SelfTestResult {
  readonly cosine: number;
  /** Counted from 1. */
  readonly picture: number;
}

/** Embeds the built-in pictures in two engines and compares them; a NaN counts as cosine -1. */
export async function runSelfTest(
  tested: EmbeddingSession,
  reference: EmbeddingSession,
  rules: InputRules,
): Promise<SelfTestResult> {
  let worst: SelfTestResult = { cosine: Infinity, picture: 0 };
  for (const [i, picture] of selfTestPictures().entries()) {
    const image = preprocess(picture, rules);
    const cosine = cosineOf(await tested.run(image), await reference.run(image));
    if (cosine < worst.cosine) worst = { cosine, picture: i + 1 };
  }
  return worst;
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    squareA += a[i]! * a[i]!;
    squareB += b[i]! * b[i]!;
  }
  const cosine = product / Math.sqrt(squareA * squareB);
  return Number.isNaN(cosine) ? -1 : cosine;
}
