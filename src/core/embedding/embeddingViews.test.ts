import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import type { InputRules } from "../image/inputRules";
import { orientedSize, orientImage } from "../image/orientImage";
import type { Pixels } from "../image/pixels";
import { scaledRules, uprightViews } from "../image/viewInputs";
import { type EmbeddingViews, orientationsOf, sumViews, viewCount } from "./embeddingViews";
import { missingViews, readScales, viewsCost, viewsSlug, viewsWords } from "./viewsWords";

interface GoldenCase {
  readonly name: string;
  readonly picture: { readonly shape: readonly [number, number, 1 | 3]; readonly data: readonly number[] };
  readonly rules: InputRules;
  readonly views: EmbeddingViews;
  readonly count: number;
  readonly slug: string;
  readonly words: readonly string[];
  readonly sizes: readonly (readonly [number, number])[];
  readonly inputs: readonly {
    readonly shape: readonly [number, number];
    readonly corner: number;
    readonly weighted: readonly number[];
  }[];
  readonly embeddings: readonly (readonly number[])[];
  readonly pooled: readonly number[];
}

const { views: cases } = JSON.parse(
  readFileSync(new URL("../../contracts/golden/views.json", import.meta.url), "utf8"),
) as { views: GoldenCase[] };

const views: EmbeddingViews = { scales: [1], flips: ["horizontal"], rotations: [90], denoise: "none", pool: "sum" };

function pixelsOf({ shape, data }: GoldenCase["picture"]): Pixels {
  return { height: shape[0], width: shape[1], channels: shape[2], data: Uint8Array.from(data) };
}

/** As the golden file has it: the sum over y, x of (y + 1) (x + 1)² input[channel, y, x]. */
function weighted(look: Float32Array, [height, width]: readonly [number, number]): number[] {
  const sums = [0, 0, 0];
  look.forEach((value, i) => {
    const [channel, at] = [Math.floor(i / (height * width)), i % (height * width)];
    sums[channel]! += (Math.floor(at / width) + 1) * ((at % width) + 1) ** 2 * value;
  });
  return sums;
}

describe("views of a picture", () => {
  it.each(cases.map((each) => [each.name, each] as const))("are the trainer's: %s", (_, each) => {
    expect(viewCount(each.views)).toBe(each.count);
    expect(viewsSlug(each.views)).toBe(each.slug);
    expect(viewsWords(each.views)).toEqual(each.words);
    const inputs = uprightViews(pixelsOf(each.picture), each.rules, each.views).flatMap((upright, at) => {
      const { height, width } = scaledRules(each.rules, each.views.scales[at]!);
      expect([height, width]).toEqual(each.sizes[at]);
      return orientationsOf(each.views).map((orientation) => {
        const size = orientedSize({ height, width }, orientation);
        return {
          shape: [size.height, size.width] as const,
          look: orientImage(upright, { height, width }, orientation),
        };
      });
    });
    expect(inputs.map(({ shape }) => shape)).toEqual(each.inputs.map(({ shape }) => shape));
    inputs.forEach(({ shape, look }, i) => {
      const expected = each.inputs[i]!;
      expect(look[shape[1] - 1]).toBeCloseTo(expected.corner, 5);
      weighted(look, shape).forEach((sum, channel) => {
        const wanted = expected.weighted[channel]!;
        expect(Math.abs(sum - wanted)).toBeLessThanOrEqual(1e-5 * Math.max(1000, Math.abs(wanted)));
      });
    });
    const embeddings = each.embeddings.map((embedding) => Float32Array.from(embedding));
    [...sumViews(embeddings, each.views.pool)].forEach((value, d) => expect(value).toBeCloseTo(each.pooled[d]!, 5));
  });

  it("count alike, however long their vectors are, and do not depend on their order", () => {
    const [long, short] = [Float32Array.of(100, 0), Float32Array.of(0, 0.5)];
    for (const pool of ["sum", "gem"] as const) {
      const [x, y] = sumViews([long, short], pool);
      expect(x).toBeCloseTo(y!, 3);
      expect(sumViews([short, long], pool)).toEqual(sumViews([long, short], pool));
    }
  });

  it("are the network's own vector where there is one", () => {
    const only = Float32Array.of(3, -4);
    expect(sumViews([only], "gem")).toBe(only);
  });

  it("say what they cost: runs of the network, larger ones by their area", () => {
    expect(viewsCost({ ...views, rotations: [90, 180] })).toBe("4 views: about 4 times the time of one plain view.");
    expect(viewsCost({ ...views, scales: [1.1] })).toMatch(/^3 views: about 3\.6 times/);
    expect(viewsCost({ ...views, flips: [], rotations: [], denoise: "median" })).toBe(
      "One view: about the time of one plain view, and filtering each picture before.",
    );
  });

  it("are of sizes that a person writes, within what a manifest may say", () => {
    expect(readScales(" 0.7, 1 1.4 ")).toEqual([0.7, 1, 1.4]);
    for (const text of ["", "a", "0.1", "1, 5", "1 1 1 1 1 1 1 1 1"]) expect(readScales(text)).toBeNull();
  });

  it("say what others lack of them", () => {
    const wanted: EmbeddingViews = { ...views, scales: [1.1], rotations: [90, 270], denoise: "median" };
    expect(missingViews(wanted, views)).toEqual(["turned 270°", "sizes × 1.1", "median"]);
    expect(missingViews(views, wanted)).toEqual([]);
    expect(missingViews(wanted, wanted)).toEqual([]);
  });
});

describe("orientImage", () => {
  const size = { height: 2, width: 3 };
  const image = Float32Array.from({ length: 18 }, (_, i) => i);

  it.each([
    ["horizontal", [2, 1, 0, 5, 4, 3]],
    ["vertical", [3, 4, 5, 0, 1, 2]],
    [90, [3, 0, 4, 1, 5, 2]],
    [180, [5, 4, 3, 2, 1, 0]],
    [270, [2, 5, 1, 4, 0, 3]],
  ] as const)("%s puts every plane's values where they belong", (orientation, expected) => {
    const oriented = orientImage(image, size, orientation);
    for (let channel = 0; channel < 3; channel++) {
      expect([...oriented.subarray(6 * channel, 6 * channel + 6)]).toEqual(expected.map((at) => at + 6 * channel));
    }
  });

  it("comes back after four turns, and stands as it is upright", () => {
    let [turned, sides] = [image, size];
    for (let turn = 0; turn < 4; turn++) {
      turned = orientImage(turned, sides, 90);
      sides = orientedSize(sides, 90);
    }
    expect(turned).toEqual(image);
    expect(orientImage(image, size, "upright")).toBe(image);
  });
});
