import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { unzipSync } from "fflate";

import { root } from "../server/checkout";
import { trainerFolder, trainerPython } from "../server/environment/trainerPython";
import { readNpy } from "../src/core/embedding/embeddingTable";
import { embedBytes, openCheckpointOfPage, openEmbedder } from "./harnessEmbedder";
import { readSample, sampleFile } from "./sample";
import { expect, test } from "./studio";

const compared = 50;
const smallestCosine = 0.9999;

test(`embeds ${compared} drawings as the trainer does`, async ({ page, harnessUrl }) => {
  test.setTimeout(300_000);
  const { gallery } = readSample();
  const step = Math.floor(gallery.length / compared);
  const paths = Array.from({ length: compared }, (_, i): string => gallery[i * step]?.itemId ?? "");
  const theirs = await embedByTrainer(paths);

  await openEmbedder(page, harnessUrl);
  expect(await openCheckpointOfPage(page, "/models/default", "wasm")).toMatchObject({ kind: "wasm" });
  const cosines: number[] = [];
  for (const [i, path] of paths.entries()) {
    const ours = await embedBytes(page, path, sampleFile(path));
    if ("failure" in ours) throw new Error(ours.failure.message);
    cosines.push(ours.vector.reduce((sum, value, d) => sum + value * (theirs[i]?.[d] ?? NaN), 0));
  }
  console.log(`page against trainer: smallest cosine ${Math.min(...cosines).toFixed(7)} of ${compared} drawings`);
  for (const [i, cosine] of cosines.entries()) expect.soft(cosine, paths[i]).toBeGreaterThanOrEqual(smallestCosine);
});

/** Runs `python -m trainer embed` on copies of the pictures; rows in the order of the paths. */
async function embedByTrainer(paths: readonly string[]): Promise<Float32Array[]> {
  const python = await trainerPython((line) => {
    console.log(line);
  });
  const folder = mkdtempSync(join(tmpdir(), "studio-parity-"));
  try {
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      cpSync(join(root, "public/sample", path), join(folder, path));
    }
    const rows = paths.map((path) => `"${path}",any,test,0,1`);
    writeFileSync(join(folder, "items.csv"), ["path,label,split,is_query,is_gallery", ...rows].join("\n"));
    const out = join(folder, "vectors.npz");
    const checkpoint = join(root, "public/models/default");
    const items = join(folder, "items.csv");
    const args = ["-m", "trainer", "embed", "--items", items, "--checkpoint", checkpoint, "--out", out];
    execFileSync(python, args, { cwd: trainerFolder, stdio: ["ignore", "ignore", "inherit"] });
    const table = readNpy(unzipSync(readFileSync(out))["vectors.npy"] ?? new Uint8Array());
    return Array.from({ length: table.rows }, (_, row) => {
      const vector = new Float32Array(table.dimension);
      table.read(Uint32Array.of(row), vector);
      return vector;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
