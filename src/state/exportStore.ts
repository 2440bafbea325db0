import { Zip, ZipPassThrough } from "fflate";
import { createStore } from "zustand/vanilla";

import { StudioError } from "../core/errors";
import { readItemPicture } from "./galleryPictures";
import { LatestTask } from "./latestTask";
import { type ExportedHit, rankingCsv } from "./rankingCsv";
import { services } from "./services";
import { hitAt, type ShownHits } from "./shownHits";
import type { Gallery } from "./studioStore";
import { idle, type Task } from "./task";

/** Writing pictures to a zip, counted in pictures. */
export interface ExportState {
  readonly task: Task<null>;
}

export const exportStore = createStore<ExportState>(() => ({ task: idle }));

const latest = new LatestTask();

/** A zip without 64-bit extensions counts its files in 16 bits; `ranking.csv` is one of them. */
const mostZipPictures = 65_534;

/** Saves the shown hits, in the order shown, as a table. */
export function exportCsv(gallery: Gallery, hits: ShownHits): void {
  const csv = rankingCsv(exportedHits(gallery, hits));
  services().saveFile(new Blob([csv], { type: "text/csv" }), "ranking.csv");
}

/** Saves the pictures of the shown hits, numbered by rank, and the table beside them. */
export async function exportPictures(gallery: Gallery, hits: ShownHits): Promise<void> {
  await latest.run(
    async (signal) => {
      refuseTooMany(hits.ranks.length);
      const exported = [...exportedHits(gallery, hits)];
      const zip = new ZipParts();
      zip.add("ranking.csv", new TextEncoder().encode(rankingCsv(exported)));
      for (const [done, { rank, item }] of exported.entries()) {
        if (done % 10 === 0) exportStore.setState({ task: { phase: "running", done, total: exported.length } });
        const { file } = await readItemPicture(signal, gallery, item.itemId);
        const name = `${String(rank).padStart(6, "0")} ${item.itemId.replaceAll("/", "_")}`;
        zip.add(name, new Uint8Array(await file.arrayBuffer()));
        signal.throwIfAborted();
      }
      services().saveFile(zip.finish(), "ranking.zip");
      exportStore.setState({ task: { phase: "done", value: null } });
    },
    (error) => exportStore.setState({ task: { phase: "failed", error } }),
  );
}

export function cancelExport(): void {
  latest.cancel();
  exportStore.setState({ task: idle });
}

export function dismissExport(): void {
  exportStore.setState({ task: idle });
}

function* exportedHits({ items }: Gallery, hits: ShownHits): Generator<ExportedHit> {
  for (let position = 0; position < hits.ranks.length; position++) {
    const hit = hitAt(hits, position);
    const item = items.at(hit?.row ?? -1);
    if (hit === null || item === undefined) throw new Error(`tile ${position} shows no item of the gallery`);
    yield { rank: hit.rank + 1, score: hit.score, item, view: hit.view + 1 };
  }
}

function refuseTooMany(count: number): void {
  if (count <= mostZipPictures) return;
  throw new StudioError(
    "LimitExceededError",
    `a zip holds at most ${mostZipPictures} pictures, and ${count} are shown`,
    "Raise the threshold or filter until fewer are shown. The ranking as CSV has no such limit.",
  );
}

/** A zip in parts, stored and not compressed: pictures are compressed already. */
class ZipParts {
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  readonly #zip = new Zip((error, part) => {
    if (error !== null) throw error;
    this.#parts.push(part);
  });

  add(name: string, content: Uint8Array): void {
    const file = new ZipPassThrough(name);
    this.#zip.add(file);
    file.push(content, true);
  }

  finish(): Blob {
    this.#zip.end();
    return new Blob(this.#parts, { type: "application/zip" });
  }
}
