import type { BrowserContext, Page } from "@playwright/test";

import { makePng } from "../server/cli/benchmarks/makePng";
import { seededRandom } from "../src/core/numeric/random";
import { type FilesAsText, tinyCheckpoint } from "./fixtures/tinyCheckpoint";
import { expect, test } from "./studio";

const pictures = 600;
/** Files among them that are no pictures. */
const broken = [41, 300, 599];
const rounds = 5;

/** What is in the files of a table, as far as it can be compared. */
interface TableFiles {
  readonly vectors: string;
  readonly items: readonly string[];
  readonly failed: readonly string[];
  readonly makers: readonly string[];
}

interface Trial {
  readonly checkpoint: { id: string; sha256: string; dimension: number };
  readonly files: FilesAsText;
}

const files = tinyCheckpoint();
const manifest = JSON.parse(Buffer.from(files["checkpoint.json"] ?? "", "base64").toString()) as {
  id: string;
  embedding: { dimension: number };
  files: { path: string; sha256: string }[];
};
const trial: Trial = {
  files,
  checkpoint: {
    id: manifest.id,
    sha256: manifest.files.find(({ path }) => path === "model.onnx")?.sha256 ?? "",
    dimension: manifest.embedding.dimension,
  },
};

test("a table that was interrupted ten times equals the uninterrupted one, byte for byte", async ({
  context,
  harnessUrl,
}) => {
  test.setTimeout(240_000); // it embeds the data set six times
  const random = seededRandom(5);
  const dataset = await importPictures(await openPage(context, harnessUrl));
  const whole = await openPage(context, harnessUrl);
  await embed(whole, dataset, () => undefined);
  const expected = await readTable(whole, dataset);
  expect(expected.items).toHaveLength(pictures - broken.length);
  expect(expected.failed).toEqual(broken.map(nameOf));
  await whole.close();

  for (let round = 0; round < rounds; round++) {
    const page = await openPage(context, harnessUrl);
    await page.evaluate(deleteTable, [dataset, trial.checkpoint] as const);
    const moments = [1 + random.uniform() * pictures * 0.5, pictures * (0.5 + random.uniform() * 0.48)] as const;
    const killed = random.uniform() < 0.5 ? "dataset.worker" : "embed.worker";
    let seen = 0;
    let isWorkerKilled = false;
    let closing: Promise<void> | null = null;
    const interrupted = embed(page, dataset, (done) => {
      seen = done;
      if (done >= moments[0] && !isWorkerKilled) {
        isWorkerKilled = true;
        void killWorker(page, killed);
      }
      if (done >= moments[1]) closing ??= page.close();
    }).catch(() => undefined); // its page is gone
    await interrupted;
    expect(isWorkerKilled).toBe(true);
    // A page takes a moment to go, in which the last pictures may still be embedded.
    expect(closing).not.toBeNull();
    await (closing as unknown as Promise<void>);

    const next = await openPage(context, harnessUrl);
    const before = await next.evaluate(countDone, [dataset, trial.checkpoint] as const);
    expect(seen - before).toBeLessThanOrEqual(256);
    await embed(next, dataset, () => undefined);
    const table = await readTable(next, dataset);
    expect(table).toEqual(expected);
    expect(new Set(table.makers)).toEqual(new Set(["WASM SIMD, batch 1"]));
    await next.close();
  }
});

async function openPage(context: BrowserContext, harnessUrl: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(harnessUrl);
  await page.waitForFunction(() => "studio" in window);
  return page;
}

function nameOf(i: number): string {
  return `sheet ${String(i).padStart(3, "0")}.png`;
}

/** Imports 600 small drawings that all differ, copied into the browser; gives the data set's id. */
function importPictures(page: Page): Promise<string> {
  const contents = Array.from({ length: pictures }, (_, i) => {
    if (broken.includes(i)) return [nameOf(i), Buffer.from("no picture").toString("base64")] as const;
    const [width, height] = [24 + (i % 9), 20 + (i % 7)];
    const rows = Uint8Array.from({ length: (width + 1) * height }, (_, at) => at % (width + 1) === 0 ? 0 : (at * (i + 3)) % 256); // prettier-ignore
    return [nameOf(i), Buffer.from(makePng({ width, height, rows })).toString("base64")] as const;
  });
  return page.evaluate(async (contents) => {
    const blobs = new Map(
      contents.map(([name, base64]) => [name, new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name)]),
    );
    const { signal } = new AbortController();
    const library = window.studio.makeLibrary();
    const record = await library.ask(signal, async (service, jobId) => {
      const proposal = await service.propose(jobId, { kind: "files", name: "sheets", files: blobs }, () => undefined);
      const accepted = { proposalId: proposal.proposalId, name: "Sheets", into: null, copyPictures: true };
      return service.accept(jobId, accepted, () => undefined);
    });
    library.close();
    return record.id;
  }, contents);
}

/** Embeds what is missing; `onDone` hears how many are done. */
async function embed(page: Page, dataset: string, onDone: (done: number) => void): Promise<void> {
  await page.exposeFunction("tellDone", onDone);
  await page.evaluate(embedInPage, [dataset, trial] as const);
}

async function embedInPage([dataset, { checkpoint, files }]: readonly [string, Trial]): Promise<void> {
  const blobs = new Map(
    Object.entries(files).map(([name, base64]) => [
      name,
      new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]),
    ]),
  );
  const { signal } = new AbortController();
  const request = { dataset, checkpoint, source: { kind: "files", files: blobs }, backend: "wasm" };
  const jobs = window.studio.makeDatasetJobs(window.studio.makeLibrary());
  const tell = (window as unknown as { tellDone?: (done: number) => void }).tellDone;
  await jobs.embed(signal, request as never, {
    gate: new window.studio.PauseGate(),
    onProgress: ({ done, failed }) => tell?.(done + failed),
  });
}

async function deleteTable([dataset, checkpoint]: readonly [string, Trial["checkpoint"]]): Promise<void> {
  const library = window.studio.makeLibrary();
  const { signal } = new AbortController();
  await library.ask(signal, (service) => service.deleteTable(dataset as never, checkpoint as never));
  library.close();
}

/** Items with a vector or a failure. */
async function countDone([dataset, checkpoint]: readonly [string, Trial["checkpoint"]]): Promise<number> {
  const library = window.studio.makeLibrary();
  const { signal } = new AbortController();
  const tables = await library.ask(signal, (service) => service.listTables(dataset as never));
  library.close();
  const table = tables.find((other) => (other.checkpoint.id as string) === checkpoint.id);
  return table === undefined ? 0 : table.embedded + table.failed;
}

function readTable(page: Page, dataset: string): Promise<TableFiles> {
  return page.evaluate(
    async ([dataset, checkpoint]) => {
      const library = window.studio.makeLibrary();
      const { signal } = new AbortController();
      const { table } = await library.ask(signal, (service) => service.openAll(dataset as never, checkpoint as never));
      library.close();
      if (table.kind !== "opfs") throw new Error("expected a file of the origin");
      const parts = table.path.split("/");
      const name = parts.pop() ?? "";
      let folder = await navigator.storage.getDirectory();
      for (const part of parts) folder = await folder.getDirectoryHandle(part);
      const read = async (file: string) => (await (await folder.getFileHandle(file)).getFile()).arrayBuffer();
      const hash = await crypto.subtle.digest("SHA-256", await read(name));
      const journal = new TextDecoder().decode(await read("journal-1.txt"));
      const entries = journal
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => JSON.parse(line.slice(9)) as { items: string[]; failures: { itemId: string }[]; backend: string; batch: number }); // prettier-ignore
      return {
        vectors: [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
        items: entries.flatMap(({ items }) => items),
        failed: entries.flatMap(({ failures }) => failures.map(({ itemId }) => itemId)),
        makers: [...new Set(entries.map(({ backend, batch }) => `${backend}, batch ${batch}`))],
      };
    },
    [dataset, trial.checkpoint] as const,
  );
}

/** Lets one of the workers of this name die by what nobody catches. */
async function killWorker(page: Page, name: string): Promise<void> {
  const worker = page.workers().find((other) => other.url().includes(name));
  await worker
    ?.evaluate(() => {
      setTimeout(() => {
        throw new Error("killed by the test");
      });
    })
    .catch(() => undefined); // it may be gone already
}
