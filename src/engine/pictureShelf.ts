import type { DecodedPicture } from "./images/decodedPicture";
import { decodePicture } from "./images/decodePicture";

/** A picture file that stays open, with what is needed to decode it again. */
interface ShelvedPicture {
  readonly picture: Blob;
  readonly name: string;
  readonly page: number;
  decoded: DecodedPicture | null;
  /** How long decoding took, when it was last done. */
  readonly decodeMs: number;
}

/** Decoded pixels that are kept at most; eight sheets of a patent fit many times over. */
const mostKeptBytes = 512 * 2 ** 20;

/** The pictures that a worker holds open, by number. Those used longest ago give their pixels up and are decoded anew. */
export class PictureShelf {
  // A Map keeps the order of insertion: the first one was used longest ago.
  readonly #pictures = new Map<number, ShelvedPicture>();

  /** Decodes a picture and keeps it under a number. */
  async open(pictureId: number, picture: Blob, name: string, page: number): Promise<DecodedPicture> {
    const start = performance.now();
    const decoded = await decodePicture(picture, name, page);
    const decodeMs = performance.now() - start;
    this.#keep(pictureId, { picture, name, page: decoded.page, decoded, decodeMs });
    return decoded;
  }

  /** The decoded picture, decoded again if its pixels were given up, and how long decoding took. */
  async read(pictureId: number): Promise<{ decoded: DecodedPicture; decodeMs: number }> {
    const shelved = this.#pictures.get(pictureId);
    if (shelved === undefined) throw new Error(`picture ${pictureId} is not open`);
    const start = performance.now();
    const decoded = shelved.decoded ?? (await decodePicture(shelved.picture, shelved.name, shelved.page));
    const decodeMs = shelved.decoded === null ? performance.now() - start : shelved.decodeMs;
    if (this.#pictures.delete(pictureId)) this.#keep(pictureId, { ...shelved, decoded, decodeMs });
    return { decoded, decodeMs };
  }

  close(pictureId: number): void {
    this.#pictures.delete(pictureId);
  }

  #keep(pictureId: number, shelved: ShelvedPicture): void {
    this.#pictures.set(pictureId, shelved);
    let keptBytes = 0;
    for (const other of [...this.#pictures.values()].reverse()) {
      keptBytes += other.decoded?.pixels.data.length ?? 0;
      if (keptBytes > mostKeptBytes && other !== shelved) other.decoded = null;
    }
  }
}
