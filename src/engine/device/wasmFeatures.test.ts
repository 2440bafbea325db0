import { describe, expect, it } from "vitest";

import { readWasmFeatures } from "./wasmFeatures";

describe("readWasmFeatures", () => {
  it("finds what Node's engine has had for years", () => {
    expect(readWasmFeatures(true)).toMatchObject({ hasSimd: true, hasThreads: true });
  });

  it("counts threads only where memory may be shared", () => {
    expect(readWasmFeatures(false).hasThreads).toBe(false);
  });
});
