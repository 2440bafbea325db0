import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { Page } from "@playwright/test";
import { zipSync } from "fflate";

import { type LayoutFolder, layoutFolders } from "./fixtures/layouts";
import { companionToken } from "./companionToken";
import { expect, test } from "./studio";
import { dropFiles, offerFolder } from "./userFolder";

const folders = layoutFolders();

/** Drops a folder on the page as a folder of the disk is dropped, by its handle. */
async function dropFolder(page: Page, { name, files }: LayoutFolder): Promise<void> {
  const encoded = Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString("base64")]));
  await offerFolder(page, name, encoded);
  await page.evaluate(() => {
    const [folder] = window.userFolders;
    // A page cannot make a transfer that holds a folder; all else of the drop is the browser's own.
    const item = { kind: "file", getAsFile: () => null, getAsFileSystemHandle: () => Promise.resolve(folder) };
    const event = new DragEvent("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items: [item], files: [] } });
    document.body.dispatchEvent(event);
  });
}

/** Looks at what is proposed, keeps it, and looks at the data set that it became. */
async function importProposed(page: Page, { name, expected }: LayoutFolder): Promise<void> {
  const { items, identities, queries, gallery, skipped, faults } = expected;
  await test.step(name, async () => {
    const facts = page.getByRole("region", { name: "What it holds" }).locator("dd");
    await expect(facts).toHaveText([items, identities, queries, gallery].map(String));
    const faultTexts = page.getByRole("list", { name: "Faults" }).getByRole("listitem");
    await expect(faultTexts).toHaveCount(faults.length);
    for (const [i, fault] of faults.entries()) await expect(faultTexts.nth(i)).toContainText(fault);
    const reasons = await page.getByRole("region", { name: "Skipped" }).locator("summary").allTextContents();
    expect(reasons.reduce((sum, reason) => sum + Number.parseInt(reason, 10), 0)).toBe(skipped);
    await page.getByRole("button", { name: `Import ${items} items` }).click();
    await expect(page.getByText(`${items} items of ${identities} identities`)).toBeVisible();
    await expect(page.getByText(`${queries} queries · ${gallery} in the gallery`)).toBeVisible();
  });
}

async function openLibrary(openStudio: (path?: string) => Promise<Page>): Promise<Page> {
  const page = await openStudio("/?page=library");
  await expect(page.getByRole("button", { name: "Choose a folder" }).first()).toBeVisible();
  return page;
}

test("every layout is recognized, told and imported when its folder is dropped", async ({ openStudio }) => {
  const page = await openLibrary(openStudio);
  for (const folder of folders) {
    await dropFolder(page, folder);
    await importProposed(page, folder);
  }
});

test("a zip and single files are dropped, and a folder is chosen where the browser gives no handles", async ({
  openStudio,
  page: bare,
}) => {
  await bare.addInitScript(() => {
    for (const name of ["showDirectoryPicker", "showOpenFilePicker"]) Reflect.deleteProperty(window, name);
  });
  const page = await openLibrary(openStudio);
  const market = folderOf("market");
  await dropFiles(page, [["market.zip", zipSync(Object.fromEntries(market.files))]]);
  await importProposed(page, market);

  const table = folderOf("parquet table");
  await dropFiles(page, [...table.files]);
  await importProposed(page, table);

  const holidays = folderOf("holidays");
  const disk = await mkdtemp(join(tmpdir(), "studio-import-"));
  for (const [path, bytes] of holidays.files) {
    await mkdir(dirname(join(disk, path)), { recursive: true });
    await writeFile(join(disk, path), bytes);
  }
  await page.getByRole("button", { name: "← Library" }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a folder" }).first().click();
  await (await chooser).setFiles(disk);
  await importProposed(page, holidays);
  await rm(disk, { recursive: true });
});

test("every layout is imported from a folder that the companion serves", async ({ page, harnessUrl }) => {
  await page.goto(`${harnessUrl}/?token=${companionToken}`);
  for (const { name, layout, expected } of folders) {
    await test.step(name, async () => {
      const imported = await page.evaluate(async (wanted) => {
        const signal = new AbortController().signal;
        const answer = await fetch("/api/folders");
        const served = ((await answer.json()) as { folders: { id: string; name: string }[] }).folders;
        const id = served.find((each) => each.name === wanted)?.id ?? "";
        const library = window.studio.makeLibrary();
        const source = {
          kind: "companion",
          baseUrl: new URL(`/api/folders/${id}`, location.href).href,
          name: wanted,
        } as const;
        const proposal = await library.ask(signal, (service, job) => service.propose(job, source, () => undefined));
        const faults = await library.ask(signal, (service) => service.readFaults(proposal.proposalId));
        const accepted = { proposalId: proposal.proposalId, name: wanted, into: null, copyPictures: false };
        const record = await library.ask(signal, (service, job) => service.accept(job, accepted, () => undefined));
        const [first] = proposal.firstItems;
        const hasPictures = record.sources[0]?.kind === "companion";
        const picture =
          first !== undefined && hasPictures
            ? await library.ask(signal, (service) => service.readPicture(record.id, first.itemId))
            : null;
        library.close();
        return {
          layout: proposal.layout,
          counts: record.counts,
          faults: faults.map(({ message }) => message),
          skipped: proposal.skipped.reduce((sum, { count }) => sum + count, 0),
          pictureBytes: picture?.file.size ?? null,
        };
      }, name);
      const { items, identities, queries, gallery, skipped, faults } = expected;
      expect(imported).toMatchObject({ layout, counts: { items, identities, queries, gallery }, skipped });
      expect(imported.faults.map((fault, i) => fault.slice(0, faults[i]?.length))).toEqual(faults);
      if (imported.pictureBytes !== null) expect(imported.pictureBytes).toBeGreaterThan(60);
    });
  }
});

function folderOf(name: string): LayoutFolder {
  const folder = folders.find((each) => each.name === name);
  if (folder === undefined) throw new Error(`no folder ${name}`);
  return folder;
}
