import { expect, it } from "vitest";

import type { GallerySearch } from "../bridges/searchBridge";
import { rankUnion } from "./rankUnion";

it("scores rows that one query found for the others too, ties by lower row", async () => {
  const vectors = Float32Array.of(1, 0, 0, 1, 0.5, 0.5, 0, -1);
  const index = {
    opened: { dimension: 2 },
    search: () =>
      Promise.resolve([
        { rows: Uint32Array.of(0, 2), scores: Float32Array.of(1, 0.5) },
        { rows: Uint32Array.of(1, 2), scores: Float32Array.of(1, 0.5) },
      ]),
    readVectors: (_signal: AbortSignal, rows: Uint32Array) =>
      Promise.resolve(Float32Array.from([...rows].flatMap((row) => [...vectors.slice(row * 2, row * 2 + 2)]))),
  } as unknown as GallerySearch;
  const { rows, rankings } = await rankUnion(new AbortController().signal, index, Float32Array.of(1, 0, 0, 1), 2);
  expect(rows).toEqual(Uint32Array.of(0, 1, 2));
  expect(rankings[0]).toEqual({ rows: Uint32Array.of(0, 2, 1), scores: Float32Array.of(1, 0.5, 0) });
  expect(rankings[1]).toEqual({ rows: Uint32Array.of(1, 2, 0), scores: Float32Array.of(1, 0.5, 0) });
});
