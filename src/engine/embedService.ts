import type {
  CheckpointSource,
  EditedPicture,
  EmbeddedItems,
  EmbeddedPicture,
  EmbedService,
  EmbedTimes,
  ExplainedMatch,
  ItemPicture,
  OpenedCheckpoint,
  OpenedPicture,
} from "../contracts/embedService";
import type { BackendChoice } from "../contracts/searchService";
import type { PictureFacts } from "../core/dataset/pictureFacts";
import { viewsOf } from "../core/embedding/derivedManifest";
import { toGray } from "../core/image/grayscale";
import { inkBox } from "../core/image/inkBox";
import type { Pixels } from "../core/image/pixels";
import type { QueryEdit } from "../core/image/queryEdit";
import { uprightViews } from "../core/image/viewInputs";
import { checkpointError } from "./checkpoint/checkpointFiles";
import { checkViewSizes } from "./checkpoint/checkViewSizes";
import { openCheckpointFolder, type CheckpointFolder } from "./checkpoint/openCheckpointFolder";
import { embedItems, type OpenNetwork } from "./embedItems";
import { embedViews } from "./embedViews";
import { ExplainedPictures } from "./explainedPictures";
import { examinePicture } from "./images/examinePicture";
import { makePreview } from "./images/preview";
import { measureBatch } from "./onnx/measureBatch";
import { learnHead } from "./onnx/learnHead";
import { chooseAdapter, openNetwork, runtimeOf } from "./onnx/openNetwork";
import { PictureShelf } from "./pictureShelf";

const noInkNote = "no ink found: the whole picture is searched with";

/** Decodes, preprocesses and embeds in one worker; knows nothing of workers itself. */
export class OnnxEmbedService implements EmbedService {
  readonly #shelf = new PictureShelf();
  readonly #cancelled = new Set<number>();
  #opened: OpenNetwork | null = null;
  #explained: ExplainedPictures | null = null;

  async openCheckpoint(source: CheckpointSource, backend: BackendChoice, threads: number): Promise<OpenedCheckpoint> {
    const [folder, adapter] = await Promise.all([openCheckpointFolder(source), chooseAdapter(backend)]);
    const network = await openNetwork(folder, adapter, threads);
    try {
      checkDimensions(folder, network.session.dimension);
      checkViewSizes(folder.manifest, network.session.fixedSize);
    } catch (error) {
      await network.session.release();
      throw error;
    }
    const before = this.#opened;
    this.#opened = { folder, network };
    this.#explained = new ExplainedPictures({
      folder,
      session: network.session,
      learnHead: async (channels) => learnHead(await runtimeOf(network), folder.model, channels),
      readPixels: async (pictureId) => (await this.#shelf.read(pictureId)).decoded.pixels,
    });
    await before?.network.session.release();
    return { manifest: folder.manifest, backend: network.backend };
  }

  async openPicture(pictureId: number, picture: Blob, name: string, page: number): Promise<OpenedPicture> {
    const decoded = await this.#shelf.open(pictureId, picture, name, page);
    const { pixels, format, pages } = decoded;
    const box = inkFractions(pixels);
    return {
      pictureId,
      format,
      width: pixels.width,
      height: pixels.height,
      pages,
      page: decoded.page,
      notes: box === null ? [...decoded.notes, noInkNote] : decoded.notes,
      preview: await makePreview(pixels),
      inkBox: box,
    };
  }

  closePicture(pictureId: number): void {
    this.#shelf.close(pictureId);
    this.#explained?.forget(pictureId);
  }

  async embedPicture(jobId: number, pictureId: number, edit: QueryEdit): Promise<EmbeddedPicture> {
    const { decoded, decodeMs } = await this.#shelf.read(pictureId);
    const { part } = edit;
    if (part === undefined || part === null) return this.#embed(jobId, decoded.pixels, edit, decodeMs);
    const start = performance.now();
    const picture = { pictureId, edit };
    const vector = await this.#explaining().embedPart(picture, part, () => this.#throwIfCancelled(jobId));
    if (vector === null) return this.#embed(jobId, decoded.pixels, { ...edit, part: null, crop: part }, decodeMs);
    return { vector, times: { decodeMs, preprocessMs: 0, embedMs: performance.now() - start } };
  }

  explainMatch(jobId: number, query: EditedPicture, hit: EditedPicture): Promise<ExplainedMatch> {
    return this.#explaining().explain(query, hit, () => this.#throwIfCancelled(jobId));
  }

  embedItems(jobId: number, pictures: readonly ItemPicture[]): Promise<EmbeddedItems> {
    return embedItems(this.#open(), pictures, () => this.#throwIfCancelled(jobId));
  }

  async examineItems(jobId: number, pictures: readonly ItemPicture[]): Promise<PictureFacts[]> {
    const facts: PictureFacts[] = [];
    for (const picture of pictures) {
      this.#throwIfCancelled(jobId);
      facts.push((await examinePicture(picture)).facts);
    }
    return facts;
  }

  measureBatch(): Promise<number> {
    const { folder, network } = this.#open();
    const { height, width } = folder.manifest.input;
    return measureBatch(network, 3 * height * width);
  }

  cancel(jobId: number): void {
    this.#cancelled.add(jobId);
  }

  #open(): OpenNetwork {
    if (this.#opened === null) throw new Error("no checkpoint is open");
    return this.#opened;
  }

  #explaining(): ExplainedPictures {
    if (this.#explained === null) throw new Error("no checkpoint is open");
    return this.#explained;
  }

  async #embed(jobId: number, pixels: Pixels, edit: QueryEdit, decodeMs: number): Promise<EmbeddedPicture> {
    const { folder, network } = this.#open();
    this.#throwIfCancelled(jobId);
    const start = performance.now();
    const uprights = uprightViews(pixels, folder.manifest.input, viewsOf(folder.manifest), edit);
    const preprocessed = performance.now();
    const viewed = { folder, session: network.session };
    const [vector = new Float32Array()] = await embedViews(viewed, [uprights], () => this.#throwIfCancelled(jobId));
    const times: EmbedTimes = {
      decodeMs,
      preprocessMs: preprocessed - start,
      embedMs: performance.now() - preprocessed,
    };
    return { vector, times };
  }

  #throwIfCancelled(jobId: number): void {
    if (this.#cancelled.delete(jobId)) throw new DOMException(`job ${jobId} was cancelled`, "AbortError");
  }
}

/** What comes out must be as long as the manifest and the whitening say, or every later comparison is wrong. */
function checkDimensions({ manifest, whitening }: CheckpointFolder, modelDimension: number): void {
  const expected = whitening === null ? manifest.embedding.dimension : whitening.mean.length;
  if (modelDimension === expected) return;
  const place = whitening === null ? "embedding.dimension of checkpoint.json" : "the mean of whitening.safetensors";
  throw checkpointError("model.onnx", `an embedding of ${expected} numbers, by ${place}`, `${modelDimension}`);
}

function inkFractions(pixels: Pixels): OpenedPicture["inkBox"] {
  const box = inkBox(toGray(pixels));
  if (box === null) return null;
  const { width, height } = pixels;
  return { left: box.left / width, top: box.top / height, right: box.right / width, bottom: box.bottom / height };
}
