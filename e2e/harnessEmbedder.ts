import type { Page } from "@playwright/test";

import type { Embedder } from "../src/bridges/embedBridge";
import type { BackendChoice } from "../src/contracts/searchService";
import type { QueryEdit } from "../src/core/image/queryEdit";
import type { FilesAsText } from "./fixtures/tinyCheckpoint";
import type { Studio } from "./harness/main";

/** What a thrown error leaves behind when it crosses from the page to the test. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly hint: string | null;
}

/** What became of a picture in the page. */
export interface EmbedOutcome {
  readonly format: string;
  readonly notes: readonly string[];
  readonly pages: number;
  readonly page: number;
  readonly size: string;
  readonly vector: readonly number[];
}

declare global {
  interface Window {
    embedder: Embedder;
    studio: Studio;
    toBlob(base64: string): Blob;
    attempt<Value>(action: () => Promise<Value>): Promise<Value | { failure: Failure }>;
  }
}

/** Opens the bridges' page and starts an embedder there, as `window.embedder`. */
export async function openEmbedder(page: Page, harnessUrl: string): Promise<void> {
  await page.goto(harnessUrl);
  await page.evaluate(() => {
    window.toBlob = (base64) => new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
    window.attempt = async (action) => {
      try {
        return await action();
      } catch (error) {
        const { name, message, hint = null } = error as Error & { hint?: string };
        return { failure: { name, message, hint } };
      }
    };
    window.embedder = window.studio.makeEmbedder();
  });
}

/** Opens a checkpoint of these files; answers with what runs it, or with the failure. */
export function openCheckpoint(page: Page, files: FilesAsText, backend: BackendChoice) {
  return page.evaluate(
    ({ files, backend }) =>
      window.attempt(async () => {
        const blobs = new Map(Object.entries(files).map(([name, content]) => [name, window.toBlob(content)]));
        const signal = new AbortController().signal;
        const opened = await window.embedder.openCheckpoint(signal, { kind: "files", files: blobs }, backend);
        const id: string = opened.manifest.id;
        return { id, ...opened.backend };
      }),
    { files, backend },
  );
}

/** Opens a checkpoint that the page's own server has. */
export function openCheckpointOfPage(page: Page, baseUrl: string, backend: BackendChoice) {
  return page.evaluate(
    ({ baseUrl, backend }) =>
      window.attempt(async () => {
        const signal = new AbortController().signal;
        const opened = await window.embedder.openCheckpoint(signal, { kind: "url", baseUrl }, backend);
        const id: string = opened.manifest.id;
        return { id, ...opened.backend };
      }),
    { baseUrl, backend },
  );
}

/** Opens a picture, embeds it and closes it; answers with what it was, or with the failure. */
export function embedBytes(page: Page, name: string, bytes: Uint8Array, shown = 0) {
  return page.evaluate(
    ({ name, content, shown }) =>
      window.attempt<EmbedOutcome>(async () => {
        const signal = new AbortController().signal;
        const unedited: QueryEdit = { quarterTurns: 0, isMirrored: false, crop: null, cropToInk: true };
        const opened = await window.embedder.openPicture(signal, window.toBlob(content), name, shown);
        const { vector } = await window.embedder.embedPicture(signal, opened.pictureId, unedited);
        window.embedder.closePicture(opened.pictureId);
        const { format, notes, pages, page, width, height } = opened;
        return { format, notes, pages, page, size: `${width} × ${height}`, vector: [...vector] };
      }),
    { name, content: Buffer.from(bytes).toString("base64"), shown },
  );
}
