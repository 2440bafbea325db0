import { unzipSync } from "fflate";
import { expect, it } from "vitest";

import { storedZip } from "./storedZip";

it("gives files back, stored as they are, and the same bytes each time", async () => {
  const files = { "a.npy": Uint8Array.of(1, 2, 3), "b.npy": new Uint8Array(5000) };
  const bytes = new Uint8Array(await storedZip(files).arrayBuffer());
  expect(unzipSync(bytes)).toEqual(files);
  expect(bytes.length).toBeGreaterThan(5003);
  expect(new Uint8Array(await storedZip(files).arrayBuffer())).toEqual(bytes);
});
