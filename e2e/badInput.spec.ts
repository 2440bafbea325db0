import { createHash } from "node:crypto";

import { makePng } from "../server/cli/benchmarks/makePng";
import { oddPictures, type OddPicture } from "./fixtures/oddPictures";
import { tinyCheckpoint, type FilesAsText } from "./fixtures/tinyCheckpoint";
import { embedBytes, openCheckpoint, openEmbedder, type EmbedOutcome, type Failure } from "./harnessEmbedder";
import { expect, test } from "./studio";

/** A gray picture with a black bar: what must still be found after every odd file. */
const goodPicture = makePng({
  width: 8,
  height: 4,
  rows: Uint8Array.from({ length: 36 }, (_, i) => (i % 9 === 3 ? 1 : 0) * 255),
});

test(`says of each of ${oddPictures.length} odd files what it is, and embeds the next picture as before`, async ({
  page,
  harnessUrl,
}) => {
  test.setTimeout(240_000);
  await openEmbedder(page, harnessUrl);
  await openCheckpoint(page, tinyCheckpoint(), "wasm");
  const before = await embedBytes(page, "good.png", goodPicture);
  expect(before).toMatchObject({ format: "PNG" });
  for (const odd of oddPictures) {
    await test.step(odd.name || "(no name)", async () => {
      checkEnd(odd, await embedBytes(page, odd.name, odd.bytes, odd.page));
      expect(await embedBytes(page, "good.png", goodPicture), `after ${odd.name}`).toEqual(before);
    });
  }
});

function checkEnd(odd: OddPicture, found: EmbedOutcome | { failure: Failure }): void {
  const { ends, name } = odd;
  if ("error" in ends) {
    expect.soft(found, name).toMatchObject({ failure: { name: ends.error } });
    if (!("failure" in found)) return;
    expect.soft(found.failure.message, name).toMatch(ends.says);
    expect.soft(found.failure.message, name).toMatch(/expected .+, found .+/s);
    expect.soft(found.failure.hint, name).toMatch(ends.hint);
    return;
  }
  const { size, pages = 1 } = ends;
  expect
    .soft(found, name)
    .toMatchObject({ format: ends.format, notes: ends.notes, pages, ...(size !== undefined && { size }) });
  if ("failure" in found) return;
  expect.soft(found.page, name).toBe(Math.min(odd.page ?? 0, pages - 1));
  expect.soft(Math.hypot(...found.vector), name).toBeCloseTo(1, 5);
}

const sound = tinyCheckpoint();
const manifest = JSON.parse(decoded(sound, "checkpoint.json")) as {
  files: { path: string; bytes: number; sha256: string }[];
};

/** A checkpoint's folder with one fault, and the words that name it. */
const faultyCheckpoints: readonly (readonly [fault: string, files: FilesAsText, says: RegExp])[] = [
  ["no manifest", without(sound, "checkpoint.json"), /checkpoint\.json: expected this file.*found only model\.onnx/],
  ["no JSON", { ...sound, "checkpoint.json": encoded("{") }, /checkpoint\.json: expected JSON, found "\{"/],
  ["an unknown schema", withManifest({ schema: 2 }), /expected schema 1, .*found schema 2/],
  ["fields that break the format", withManifest({ name: "", parent: 7 }), /name: .*; parent: /],
  ["a missing model", without(sound, "model.onnx"), /model\.onnx: expected this file/],
  ["a missing whitening", without(sound, "whitening.safetensors"), /whitening\.safetensors: expected this file/],
  ["no model in its list", withManifest({ files: [] }), /expected model\.onnx among its files, found none/],
  [
    "an extra byte",
    { ...sound, "model.onnx": appended(sound, "model.onnx") },
    /model\.onnx: expected 2761 bytes.*found 2762/,
  ],
  [
    "a wrong hash",
    withManifest({ files: manifest.files.map((file) => ({ ...file, sha256: "0".repeat(64) })) }),
    /model\.onnx: expected sha256 0{64}, found [0-9a-f]{64}/,
  ],
  [
    "a wrong stored dimension",
    withManifest({ embedding: { dimension: 5, pooling: "mean", neck: "none" } }),
    /projection of \[8, 5\].*found \[8, 4\]/,
  ],
  ["a wrong network dimension", withManifest({ files: manifest.files.slice(0, 1) }), /embedding of 4 numbers.*found 8/],
  ["a model that is none", withFile("model.onnx", "no model"), /model\.onnx: expected an ONNX model.*found /],
  [
    "a whitening that is none",
    withFile("whitening.safetensors", "no whitening"),
    /whitening\.safetensors: expected a header/,
  ],
];

test(`refuses each of ${faultyCheckpoints.length} faulty checkpoints and keeps the one that is open`, async ({
  page,
  harnessUrl,
}) => {
  test.setTimeout(120_000);
  await openEmbedder(page, harnessUrl);
  expect(await openCheckpoint(page, sound, "wasm")).toMatchObject({ id: "tiny" });
  const before = await embedBytes(page, "good.png", goodPicture);
  for (const [fault, files, says] of faultyCheckpoints) {
    await test.step(fault, async () => {
      const failed = await openCheckpoint(page, files, "wasm");
      expect.soft(failed, fault).toMatchObject({ failure: { name: "CheckpointFormatError" } });
      if (!("failure" in failed)) return;
      expect.soft(failed.failure.message, fault).toMatch(says);
      expect.soft(failed.failure.hint, fault).toMatch(/export it again/);
      expect(await embedBytes(page, "good.png", goodPicture), `after ${fault}`).toEqual(before);
    });
  }
});

test("says how full a full storage is, and embeds as before", async ({ page, harnessUrl, context }) => {
  await openEmbedder(page, harnessUrl);
  await openCheckpoint(page, sound, "wasm");
  const before = await embedBytes(page, "good.png", goodPicture);
  const browser = await context.newCDPSession(page);
  await browser.send("Storage.overrideQuotaForOrigin", { origin: new URL(harnessUrl).origin, quotaSize: 100_000 });
  const failed = await page.evaluate(() =>
    window.attempt(() => {
      const noise = crypto.getRandomValues(new Uint8Array(60_000));
      const picture = new Blob(Array.from({ length: 40 }, () => noise));
      return window.studio.openBrowserStore("full").keepPicture("0".repeat(64), picture);
    }),
  );
  expect(failed).toMatchObject({
    failure: {
      name: "StorageFullError",
      message: expect.stringMatching(/2400000 bytes was expected; this browser keeps \d+ of the \d+ bytes/),
      hint: expect.stringContaining("Delete saved searches"),
    },
  });
  expect(await embedBytes(page, "good.png", goodPicture)).toEqual(before);
});

function decoded(files: FilesAsText, name: string): string {
  return Buffer.from(files[name] ?? "", "base64").toString();
}

function encoded(content: string): string {
  return Buffer.from(content).toString("base64");
}

function without(files: FilesAsText, name: string): FilesAsText {
  return Object.fromEntries(Object.entries(files).filter(([other]) => other !== name));
}

function withManifest(change: object): FilesAsText {
  return { ...sound, "checkpoint.json": encoded(JSON.stringify({ ...manifest, ...change })) };
}

function appended(files: FilesAsText, name: string): string {
  return Buffer.concat([Buffer.from(files[name] ?? "", "base64"), Buffer.from([0])]).toString("base64");
}

/** A folder in which a file holds something else, with the right length and hash. */
function withFile(path: string, content: string): FilesAsText {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const files = manifest.files.map((file) => (file.path === path ? { path, bytes: content.length, sha256 } : file));
  return { ...withManifest({ files }), [path]: encoded(content) };
}
