import { afterEach, expect, it, vi } from "vitest";

import { sha256 } from "./sha256";

afterEach(() => void vi.unstubAllGlobals());

it("gives the standard's own example", async () => {
  const abc = new TextEncoder().encode("abc");
  expect(await sha256(abc)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

it("says that there is none on an insecure page", async () => {
  vi.stubGlobal("crypto", {});
  expect(await sha256(new Uint8Array(0))).toBeNull();
});
