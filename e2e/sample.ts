import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import type { Item } from "../src/core/dataset/item";
import { parseItemTable } from "../src/core/dataset/itemTable";
import { root } from "../server/checkout";

/** The gallery that ships, read from its files. `gallery` is in row order. */
export function readSample(): { readonly gallery: readonly Item[]; readonly queries: readonly Item[] } {
  const items = parseItemTable(sampleFile("items.csv").toString("utf8"), "items.csv");
  return { gallery: items.filter(({ isGallery }) => isGallery), queries: items.filter(({ isQuery }) => isQuery) };
}

/** A file of the sample gallery's folder. */
export function sampleFile(path: string): Buffer {
  return readFileSync(join(root, "public/sample", path));
}

/** Drops a picture on the page as a user does with the mouse. */
export async function dropPicture(page: Page, name: string, content: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name));
      return transfer;
    },
    { name, base64: content.toString("base64") },
  );
  for (const type of ["dragenter", "dragover", "drop"]) {
    await page.dispatchEvent("body", type, { dataTransfer: transfer });
  }
}
