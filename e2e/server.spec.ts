import { companionToken } from "./companionToken";
import { expect, test } from "./studio";

test("isolates the page so that threads can run", async ({ openStudio }) => {
  const page = await openStudio();
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
});

test("opens without isolation, too", { tag: "@unisolated" }, async ({ openStudio }) => {
  const page = await openStudio();
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(false);
});

test("offers an adapter to the tests that need one", { tag: "@webgpu" }, async ({ openStudio }) => {
  const page = await openStudio();
  expect(await page.evaluate(async () => (await navigator.gpu.requestAdapter())?.info.vendor)).toBeDefined();
});

// On a page of its own: the `page` of all other tests fails on the very attempts that are made here.
test("lets neither the page nor a worker reach another origin", async ({ browser, baseURL }) => {
  const page = await browser.newPage();
  const outside = "http://127.0.0.1:9/outside";
  const requested: string[] = [];
  page.on("requestfinished", (request) => requested.push(request.url()));
  await page.goto(baseURL ?? "");
  const outcomes = await page.evaluate(async (url) => {
    const settle = (attempt: Promise<unknown>) => attempt.then(() => "reached").catch(() => "blocked");
    const load = (tag: "img" | "script" | "link" | "iframe") =>
      new Promise((resolve, reject) => {
        const element = document.createElement(tag);
        element.onload = resolve;
        element.onerror = reject;
        document.addEventListener("securitypolicyviolation", reject, { once: true });
        if (element instanceof HTMLLinkElement) Object.assign(element, { rel: "stylesheet", href: url });
        else element.src = url;
        document.head.append(element);
      });
    const inWorker = new Promise((resolve, reject) => {
      const script = `fetch(${JSON.stringify(url)}).then(() => postMessage(true), () => postMessage(false))`;
      const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
      worker.onmessage = ({ data }) => {
        (data === true ? resolve : reject)(data);
      };
      worker.onerror = reject;
    });
    const socket = new Promise((resolve, reject) => {
      const opened = new WebSocket(url.replace("http", "ws"));
      opened.onopen = resolve;
      opened.onerror = reject;
    });
    const attempts = [fetch(url), inWorker, socket, load("img"), load("script"), load("link"), load("iframe")];
    return Promise.all(attempts.map(settle));
  }, outside);
  expect(outcomes).toEqual(Array(7).fill("blocked"));
  expect(requested.filter((url) => url.startsWith(outside))).toEqual([]);
  await page.close();
});

test("runs no script that was slipped into the page's text", async ({ browser, baseURL }) => {
  const page = await browser.newPage();
  await page.goto(baseURL ?? "");
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", `<img src="/missing" onerror="document.title = 'handler'">`);
    const script = document.createElement("script");
    script.textContent = "document.title = 'script'";
    document.head.append(script);
  });
  await expect(page).not.toHaveTitle(/handler|script/);
  await page.close();
});

test("answers no foreign name, under which another site could read it", async ({ request }) => {
  const answer = await request.get("/api/status", { headers: { Host: "rebound.example" } });
  expect(answer.status()).toBe(421);
});

test("tells a browser without the token so, and takes it from the printed address", async ({ page, baseURL }) => {
  const isAllowed = () =>
    page.evaluate(async () => ((await (await fetch("/api/status")).json()) as { isAllowed: boolean }).isAllowed);
  await page.goto("/?token=that-of-another-start");
  expect(await isAllowed()).toBe(false);
  await page.goto(`/device?token=${companionToken}`);
  expect(page.url()).toBe(`${baseURL ?? ""}/device`);
  expect(await isAllowed()).toBe(true);
  expect(await page.evaluate(() => document.cookie)).toBe("");
});
