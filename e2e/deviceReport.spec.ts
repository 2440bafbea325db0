import { expect, test } from "./studio";

test.beforeEach(async ({ page, harnessUrl }) => {
  await page.goto(harnessUrl);
  await page.waitForFunction(() => "studio" in window);
});

test("the device report tells a software adapter from a GPU", { tag: "@webgpu" }, async ({ page }) => {
  const report = await page.evaluate(() => window.studio.readDeviceReport(new AbortController().signal));
  expect(report.webgpu.isPresent).toBe(true);
  expect(report.webgpu.adapters[0]?.isSoftware).toBe(true);
  expect(report.webgpu.adapters[0]?.name).toMatch(/swiftshader/i);
  expect(report.webgpu.adapters[0]?.limits.maxBufferSize).toBeGreaterThan(2 ** 27);
  expect(report.webgpu.languageFeatures).toContain("packed_4x8_integer_dot_product");
  expect(report.advice.join("\n")).toContain("is software");
});

test("the device report tells browser, WASM, threads and storage", async ({ page }) => {
  const report = await page.evaluate(() => window.studio.readDeviceReport(new AbortController().signal));
  expect(report.browser.family).toBe("chromium");
  expect(report.isIsolated).toBe(true);
  expect(report.wasm).toEqual({ hasSimd: true, hasRelaxedSimd: true, hasThreads: true });
  expect(report.storage.hasPrivateFiles).toBe(true);
  expect(report.storage.quotaBytes).toBeGreaterThan(0);
  expect(report.hardwareThreads).toBe(await page.evaluate(() => navigator.hardwareConcurrency));
});

test("the device report leaves no file behind", async ({ page }) => {
  const names = await page.evaluate(async () => {
    await window.studio.readDeviceReport(new AbortController().signal);
    const folder = await navigator.storage.getDirectory();
    const found: string[] = [];
    for await (const name of folder.keys()) found.push(name);
    return found;
  });
  expect(names.filter((name) => name.startsWith("device-check"))).toEqual([]);
});

test("reading the device report can be cancelled", async ({ page }) => {
  const name = await page.evaluate(async () => {
    const cancellation = new AbortController();
    const reading = window.studio.readDeviceReport(cancellation.signal);
    cancellation.abort();
    return reading.then(
      () => "none",
      (error: unknown) => (error as Error).name,
    );
  });
  expect(name).toBe("AbortError");
});
