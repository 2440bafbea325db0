import { describe, expect, it } from "vitest";

import type { CheckpointManifest } from "../core/embedding/checkpointManifest";
import { type EmbeddingViews, plainViews } from "../core/embedding/embeddingViews";
import { embedViews, type ViewedNetwork } from "./embedViews";

const input = { height: 2, width: 2 } as CheckpointManifest["input"];

function folderWith(views: EmbeddingViews | undefined): ViewedNetwork["folder"] {
  return { manifest: { id: "one", input, views } as CheckpointManifest, whitening: null };
}

/** A network that gives the two uppermost pixels of the red plane, and keeps what it was run with. */
function cornerNetwork(views: EmbeddingViews | undefined) {
  const runs: { readonly pictures: number; readonly size: string }[] = [];
  const network: ViewedNetwork = {
    folder: folderWith(views),
    session: {
      dimension: 2,
      run: (images, size = input) => {
        const length = 3 * size.height * size.width;
        const pictures = images.length / length;
        runs.push({ pictures, size: `${size.height}×${size.width}` });
        return Promise.resolve(
          Float32Array.from({ length: 2 * pictures }, (_, i) => images[(i >> 1) * length + (i % 2)]!),
        );
      },
    },
  };
  return { network, runs };
}

const picture = Float32Array.of(3, 4, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0);
const other = Float32Array.of(0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);

describe("embedViews", () => {
  it("adds up unit vectors of all views, every picture's own", async () => {
    const { network, runs } = cornerNetwork({ ...plainViews, flips: ["horizontal"], rotations: [90] });
    const [first, second] = await embedViews(network, [[picture], [other]], () => undefined);
    // Upright [3, 4] / 5, mirrored [4, 3] / 5, turned [0, 3] / 3.
    const sum = [0.6 + 0.8, 0.8 + 0.6 + 1];
    sum.forEach((value, d) => expect(first![d]).toBeCloseTo(value / Math.hypot(...sum), 6));
    const otherSum = [0 + 1 + 1, 1 + 0 + 0]; // [0, 1], [1, 0], [1, 0]
    otherSum.forEach((value, d) => expect(second![d]).toBeCloseTo(value / Math.hypot(...otherSum), 6));
    expect(runs).toEqual(Array(3).fill({ pictures: 2, size: "2×2" }));
  });

  it("runs once where the manifest says nothing, at every size where it does, and not at all without a picture", async () => {
    const plain = cornerNetwork(undefined);
    await embedViews(plain.network, [[picture]], () => undefined);
    await embedViews(plain.network, [], () => undefined);
    expect(plain.runs).toHaveLength(1);
    const sized = cornerNetwork({ ...plainViews, scales: [1, 2] });
    await embedViews(sized.network, [[picture, new Float32Array(48)]], () => undefined);
    expect(sized.runs.map(({ size }) => size)).toEqual(["2×2", "4×4"]);
  });

  it("stops between two views", async () => {
    const { network, runs } = cornerNetwork({ ...plainViews, flips: ["horizontal", "vertical"] });
    const stop = () => {
      if (runs.length === 2) throw new Error("stopped");
    };
    await expect(embedViews(network, [[picture]], stop)).rejects.toThrow("stopped");
    expect(runs).toHaveLength(2);
  });
});
