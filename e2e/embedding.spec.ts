import type { Page, Worker } from "@playwright/test";

import { makePng } from "../server/cli/benchmarks/makePng";
import { tinyCheckpoint } from "./fixtures/tinyCheckpoint";
import { embedBytes, openCheckpoint, openEmbedder } from "./harnessEmbedder";
import { expect, test } from "./studio";

const drawing = makePng({
  width: 40,
  height: 30,
  rows: Uint8Array.from({ length: 41 * 30 }, (_, i) => (i % 41 === 0 ? 0 : i % 7 === 0 ? 0 : 255)),
});

test("embeds on the backend that was asked for, and says which @everywhere", async ({ page, harnessUrl, backend }) => {
  await openEmbedder(page, harnessUrl);
  const opened = await openCheckpoint(page, tinyCheckpoint(), backend);
  expect(opened).toMatchObject({ kind: backend, fallbackReason: null });
  if (backend === "webgpu") expect(opened).toMatchObject({ isSoftware: true, selfTestCosine: expect.any(Number) });
  const embedded = await embedBytes(page, "drawing.png", drawing);
  expect(embedded).toMatchObject({ format: "PNG", size: "40 × 30" });
});

test("never chooses a software adapter by itself @webgpu", async ({ page, harnessUrl }) => {
  await openEmbedder(page, harnessUrl);
  const opened = await openCheckpoint(page, tinyCheckpoint(), "auto");
  expect(opened).toMatchObject({ kind: "wasm", fallbackReason: expect.stringContaining("software") });
});

test("answers overlapping calls, one run at a time @everywhere", async ({ page, harnessUrl, backend }) => {
  await openEmbedder(page, harnessUrl);
  await openCheckpoint(page, tinyCheckpoint(), backend);
  const vectors = await Promise.all(Array.from({ length: 12 }, () => embedBytes(page, "drawing.png", drawing)));
  for (const vector of vectors) expect(vector).toEqual(vectors[0]);
});

test("answers the same query after its worker died @everywhere", async ({ page, harnessUrl, backend }) => {
  await openEmbedder(page, harnessUrl);
  await openCheckpoint(page, tinyCheckpoint(), backend);
  await openDrawing(page);
  const before = await embedOpenDrawing(page);
  let successors = 0;
  page.on("worker", (worker) => (successors += worker.url().includes("embed.worker") ? 1 : 0));
  await (
    await embedWorkerOf(page)
  ).evaluate(() => {
    setTimeout(() => {
      throw new Error("killed by the test");
    });
  });
  await expect(async () => {
    expect(await embedOpenDrawing(page)).toEqual(before);
    expect(successors).toBe(1);
  }).toPass();
});

test("answers the same query after the GPU device was lost @webgpu", async ({ page, harnessUrl }) => {
  await openEmbedder(page, harnessUrl);
  const worker = await embedWorkerOf(page);
  await worker.evaluate(() => {
    const scope = globalThis as unknown as { devices: GPUDevice[] };
    scope.devices = [];
    const prototype = GPUAdapter.prototype as {
      requestDevice: (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) => Promise<GPUDevice>;
    };
    const { requestDevice } = prototype;
    prototype.requestDevice = async function (descriptor) {
      const device = await requestDevice.call(this, descriptor);
      scope.devices.push(device);
      return device;
    };
  });
  await openCheckpoint(page, tinyCheckpoint(), "webgpu");
  await openDrawing(page);
  const before = await embedOpenDrawing(page);
  const destroyed = await worker.evaluate(() => {
    const { devices } = globalThis as unknown as { devices: GPUDevice[] };
    for (const device of devices) device.destroy();
    return devices.length;
  });
  expect(destroyed).toBeGreaterThan(0);
  const after = await embedOpenDrawing(page);
  const cosine = before.reduce((sum, value, i) => sum + value * (after[i] ?? 0), 0);
  expect(cosine).toBeGreaterThan(0.999999);
});

test("ends a cancelled call at once with an AbortError", async ({ page, harnessUrl }) => {
  await openEmbedder(page, harnessUrl);
  await openCheckpoint(page, tinyCheckpoint(), "wasm");
  await openDrawing(page);
  const failure = await page.evaluate(() =>
    window.attempt(() => {
      const controller = new AbortController();
      const answer = window.embedder.embedPicture(controller.signal, 1, {
        quarterTurns: 0,
        isMirrored: false,
        crop: null,
        cropToInk: true,
      });
      controller.abort();
      return answer;
    }),
  );
  expect(failure).toMatchObject({ failure: { name: "AbortError" } });
  expect(await embedOpenDrawing(page)).toHaveLength(4);
});

test("embeds many files in a pool as it embeds each alone, and names a file that it cannot read", async ({
  page,
  harnessUrl,
}) => {
  await openEmbedder(page, harnessUrl);
  await openCheckpoint(page, tinyCheckpoint(), "wasm");
  const pictures = Array.from({ length: 9 }, (_, i) =>
    makePng({
      width: 20 + i,
      height: 20,
      rows: Uint8Array.from({ length: (21 + i) * 20 }, (_, j) => (j % (21 + i) === 0 ? 0 : (j % (3 + i)) * 40)),
    }),
  );
  const alone = [];
  for (const picture of pictures) alone.push(await embedBytes(page, "alone.png", picture));
  const files = pictures.map((picture, i) => ({ name: `${i}.png`, content: Buffer.from(picture).toString("base64") }));
  const pooled = await embedAll(page, files);
  expect(pooled).toEqual(alone.map((embedded) => ("vector" in embedded ? embedded.vector : [])));
  const failure = await embedAll(page, [
    ...files,
    { name: "broken.png", content: Buffer.from("broken").toString("base64") },
  ]);
  expect(failure).toMatchObject({
    failure: { name: "PictureFormatError", message: expect.stringContaining("broken.png") },
  });
});

function embedAll(page: Page, files: readonly { name: string; content: string }[]) {
  return page.evaluate(
    (files) =>
      window.attempt(async () => {
        const vectors: number[][] = [];
        const signal = new AbortController().signal;
        const blobs = files.map(({ name, content }) => ({ name, picture: window.toBlob(content) }));
        await window.embedder.embedFiles(signal, blobs, (position, { vector }) => (vectors[position] = [...vector]));
        return vectors;
      }),
    files,
  );
}

/** Opens the drawing as the embedder's first picture, and keeps it open. */
async function openDrawing(page: Page): Promise<void> {
  await page.evaluate(async (content) => {
    await window.embedder.openPicture(new AbortController().signal, window.toBlob(content), "drawing.png", 0);
  }, Buffer.from(drawing).toString("base64"));
}

function embedOpenDrawing(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const edit = { quarterTurns: 0, isMirrored: false, crop: null, cropToInk: true } as const;
    const { vector } = await window.embedder.embedPicture(new AbortController().signal, 1, edit);
    return [...vector];
  });
}

/** The worker starts with the embedder, and is seen by the test a little later. */
async function embedWorkerOf(page: Page): Promise<Worker> {
  const isEmbedWorker = (worker: Worker) => worker.url().includes("embed.worker");
  return page.workers().find(isEmbedWorker) ?? page.waitForEvent("worker", isEmbedWorker);
}
