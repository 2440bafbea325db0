import type {
  CheckpointSource,
  EditedPicture,
  EmbeddedPicture,
  ExplainedMatch,
  OpenedCheckpoint,
  OpenedPicture,
} from "../contracts/embedService";
import type { BackendChoice } from "../contracts/searchService";
import type { QueryEdit } from "../core/image/queryEdit";
import { drawSvg } from "./drawSvg";
import { embedFiles, type PictureFile } from "./embedFiles";
import type { OpenCheckpoint } from "./embedPool";
import { EmbedWorker } from "./embedWorker";

/** Pictures in, vectors out, in workers of their own. Every call rejects with an AbortError as soon as its signal asks. */
export interface Embedder {
  /** Opens a checkpoint; what was open stays open if this fails. */
  openCheckpoint(signal: AbortSignal, source: CheckpointSource, backend: BackendChoice): Promise<OpenedCheckpoint>;
  /** Decodes a page, counted from 0, for showing, and keeps it open. */
  openPicture(signal: AbortSignal, picture: Blob, name: string, page: number): Promise<OpenedPicture>;
  closePicture(pictureId: number): void;
  embedPicture(signal: AbortSignal, pictureId: number, edit: QueryEdit): Promise<EmbeddedPicture>;
  /** Says which parts of two open pictures make their score. */
  explainMatch(signal: AbortSignal, query: EditedPicture, hit: EditedPicture): Promise<ExplainedMatch>;
  /**
   * Embeds many pictures, whole path, on all cores. Ends with the first fault, which names the file.
   *
   * @param onEmbedded is told each picture's position in `files`, in the order in which they are done
   */
  embedFiles(
    signal: AbortSignal,
    files: Iterable<PictureFile>,
    onEmbedded: (position: number, embedded: EmbeddedPicture) => void,
  ): Promise<void>;
  close(): void;
}

/** Starts the worker at once, so that its code loads while the page is drawn. */
export function makeEmbedder(): Embedder {
  const worker = new EmbedWorker();
  let checkpoint: OpenCheckpoint | null = null;
  return {
    openCheckpoint: async (signal, source, backend) => {
      const absolute = absoluteSource(source);
      const opened = await worker.openCheckpoint(signal, absolute, backend, usableThreads());
      checkpoint = { source: absolute, backend };
      return opened;
    },
    openPicture: async (signal, picture, name, page) => worker.openPicture(signal, await drawSvg(picture, name), page),
    closePicture: (pictureId) => worker.closePicture(pictureId),
    embedPicture: (signal, pictureId, edit) => worker.embedPicture(signal, pictureId, edit),
    explainMatch: (signal, query, hit) => worker.explainMatch(signal, query, hit),
    embedFiles: async (signal, files, onEmbedded) => {
      if (checkpoint === null) throw new Error("open a checkpoint first");
      await embedFiles(signal, checkpoint, files, onEmbedded);
    },
    close: () => worker.end(),
  };
}

/** A worker's own address is another than the page's. */
export function absoluteSource(source: CheckpointSource): CheckpointSource {
  return source.kind === "url" ? { ...source, baseUrl: new URL(source.baseUrl, document.baseURI).href } : source;
}

/** Threads share memory, which browsers allow only on a cross-origin isolated page. */
function usableThreads(): number {
  return crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1;
}
