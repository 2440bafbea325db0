import type {
  CheckpointSource,
  EmbeddedItems,
  EmbeddedPicture,
  EditedPicture,
  EmbedService,
  ExplainedMatch,
  ItemPicture,
  OpenedPicture,
} from "../contracts/embedService";
import type { BackendChoice } from "../contracts/searchService";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import type { QueryEdit } from "../core/image/queryEdit";
import type { DrawnPicture } from "./drawSvg";
import { RecoveringWorker } from "./recoveringWorker";
import { withJob } from "./withJob";

/** A software WebGPU adapter takes 8 s for one picture, and a checkpoint may come over a slow line. */
const answerMs = 120_000;

/** One embed worker that outlives its own death: its successor opens the same checkpoint and pictures. */
export class EmbedWorker {
  readonly #worker: RecoveringWorker<EmbedService>;
  readonly #pictures = new Map<number, readonly [picture: DrawnPicture, page: number]>();
  #checkpoint: Parameters<EmbedService["openCheckpoint"]> | null = null;
  #lastId = 0;

  constructor() {
    this.#worker = new RecoveringWorker<EmbedService>({
      createWorker: () =>
        new Worker(new URL("../../workers/embed.worker.ts", import.meta.url), { type: "module", name: "embed" }),
      prepare: async (service) => {
        if (this.#checkpoint !== null) await service.openCheckpoint(...this.#checkpoint);
        for (const [id, [{ picture, name }, page]] of this.#pictures)
          await service.openPicture(id, picture, name, page);
      },
      answerMs,
    });
    this.#worker.start();
  }

  /** @param threads that WASM may use */
  async openCheckpoint(signal: AbortSignal, source: CheckpointSource, backend: BackendChoice, threads: number) {
    const checkpoint = [source, backend, threads] as const;
    const opened = await this.#worker.answer(signal, (service) => service.openCheckpoint(...checkpoint));
    this.#checkpoint = [...checkpoint];
    return opened;
  }

  async openPicture(signal: AbortSignal, drawn: DrawnPicture, page: number): Promise<OpenedPicture> {
    const id = ++this.#lastId;
    const { picture, name } = drawn;
    const opened = await this.#worker
      .answer(signal, (service) => service.openPicture(id, picture, name, page))
      .catch((error: unknown) => {
        this.closePicture(id); // a call that was given up may still succeed in the worker
        throw error;
      });
    this.#pictures.set(id, [drawn, page]);
    return { ...opened, format: drawn.format ?? opened.format, notes: [...drawn.notes, ...opened.notes] };
  }

  closePicture(id: number): void {
    this.#pictures.delete(id);
    this.#worker.tell((service) => service.closePicture(id));
  }

  embedPicture(signal: AbortSignal, pictureId: number, edit: QueryEdit): Promise<EmbeddedPicture> {
    return withJob(signal, this.#cancel, (jobId) =>
      this.#worker.answer(signal, (service) => service.embedPicture(jobId, pictureId, edit)),
    );
  }

  explainMatch(signal: AbortSignal, query: EditedPicture, hit: EditedPicture): Promise<ExplainedMatch> {
    return withJob(signal, this.#cancel, (jobId) =>
      this.#worker.answer(signal, (service) => service.explainMatch(jobId, query, hit)),
    );
  }

  /** Embeds pictures of items in one run of the network; SVG must have been drawn before. */
  embedItems(signal: AbortSignal, pictures: readonly ItemPicture[]): Promise<EmbeddedItems> {
    return withJob(signal, this.#cancel, (jobId) =>
      this.#worker.answer(signal, (service) => service.embedItems(jobId, pictures)),
    );
  }

  examineItems(signal: AbortSignal, pictures: readonly ItemPicture[]): Promise<PictureFacts[]> {
    return withJob(signal, this.#cancel, (jobId) =>
      this.#worker.answer(signal, (service) => service.examineItems(jobId, pictures)),
    );
  }

  measureBatch(signal: AbortSignal): Promise<number> {
    return this.#worker.answer(signal, (service) => service.measureBatch());
  }

  end(): void {
    this.#worker.end();
  }

  readonly #cancel = (jobId: number): void => this.#worker.tell((service) => service.cancel(jobId));
}
