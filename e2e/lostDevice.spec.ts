import type { Page, Worker } from "@playwright/test";

import { expect, test } from "./studio";

// A worker keeps its GPU device to itself; a test that takes it away must be there when it is opened.
const keepDevice = `
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...wanted) {
    return (globalThis.deviceOfTest = await requestDevice.apply(this, wanted));
  };
`;

async function workersWithDevice(page: Page): Promise<Worker[]> {
  const having = await Promise.all(
    page.workers().map(async (worker) => ((await worker.evaluate("'deviceOfTest' in globalThis")) ? [worker] : [])),
  );
  return having.flat();
}

test("a lost GPU device costs a new worker, not the answer", { tag: "@webgpu" }, async ({ page, harnessUrl }) => {
  await page.route(/search\.worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: keepDevice + (await response.text()) });
  });
  await page.goto(harnessUrl);
  await page.waitForFunction(() => "studio" in window);

  const before = await page.evaluate(async () => {
    const dimension = 16;
    const vectors = Float32Array.from({ length: 400 * dimension }, (_, i) => Math.sin(i * i));
    const signal = new AbortController().signal;
    const query = vectors.slice(37 * dimension, 38 * dimension);
    const gallery = await window.studio.openGallerySearch(signal, { kind: "vectors", vectors, dimension }, "webgpu");
    const ask = async () => {
      const [ranking] = await gallery.search(signal, query, 12);
      return [...(ranking?.rows ?? [])];
    };
    Object.assign(window, { ask });
    return { rows: await ask(), backend: gallery.opened.backend };
  });
  expect(before.backend).toMatchObject({ kind: "webgpu", isSoftware: true });
  expect(before.rows[0]).toBe(37);

  const [worker] = await workersWithDevice(page);
  await worker?.evaluate("deviceOfTest.destroy()");
  const after = await page.evaluate(() => (window as unknown as { ask(): Promise<number[]> }).ask());
  expect(after).toEqual(before.rows);
  const [successor] = await workersWithDevice(page);
  expect(worker).toBeDefined();
  expect(successor).toBeDefined();
  expect(successor).not.toBe(worker);
});
