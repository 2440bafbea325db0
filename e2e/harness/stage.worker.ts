import { expose } from "comlink";

import type { Pixels } from "../../src/core/image/pixels";
import { preprocess } from "../../src/core/image/preprocess";
import { openCheckpointFolder, type CheckpointFolder } from "../../src/engine/checkpoint/openCheckpointFolder";
import { decodePicture } from "../../src/engine/images/decodePicture";
import { openNetwork, type Network } from "../../src/engine/onnx/openNetwork";

/** The stages of the way from a file to a vector, one at a time over all pictures: what the embed benchmark compares with. */
class Stages {
  #folder: CheckpointFolder | null = null;
  #network: Network | null = null;
  #pictures: readonly Blob[] = [];
  #pixels: Pixels[] = [];
  #images: Float32Array<ArrayBuffer>[] = [];

  async open(baseUrl: string, threads: number, pictures: readonly Blob[]): Promise<void> {
    this.#folder = await openCheckpointFolder({ kind: "url", baseUrl });
    this.#network = await openNetwork(this.#folder, { adapter: null, reason: null }, threads);
    this.#pictures = pictures;
  }

  async decode(): Promise<void> {
    this.#pixels = [];
    for (const picture of this.#pictures) this.#pixels.push((await decodePicture(picture, "drawing", 0)).pixels);
  }

  preprocess(): void {
    const rules = this.#folder?.manifest.input;
    if (rules !== undefined) this.#images = this.#pixels.map((pixels) => preprocess(pixels, rules));
  }

  async run(): Promise<void> {
    for (const image of this.#images) await this.#network?.session.run(image);
  }
}

export type { Stages };

expose(new Stages());
