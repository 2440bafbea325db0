import { transfer } from "comlink";

import type { ItemFilter } from "../src/contracts/datasetService";
import type { DatasetId, TableCheckpoint } from "../src/core/dataset/datasetRecord";
import { buffersOf, type PackedItems } from "../src/core/dataset/packedItems";
import { browserPlace } from "../src/engine/library/browserPlace";
import { makeItemThumbnail } from "../src/engine/library/makeItemThumbnail";
import { LibraryService } from "../src/engine/libraryService";
import { exposeService } from "./exposeService";

/** The library keeps the arrays it answers with, so copies are handed over: the page's thread then copies nothing. */
function handOver<Answer>(answer: Answer, itemsOf: (copy: Answer) => PackedItems[]): Answer {
  const copy = structuredClone(answer);
  return transfer(copy, [...new Set(itemsOf(copy).flatMap(buffersOf))]);
}

class HandingLibrary extends LibraryService {
  override async readItems(dataset: DatasetId, filter: ItemFilter | null) {
    return handOver(await super.readItems(dataset, filter), (items) => [items]);
  }

  override async openGallery(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return handOver(await super.openGallery(dataset, checkpoint), ({ items, queries }) => [items, queries]);
  }

  override async openAll(dataset: DatasetId, checkpoint: TableCheckpoint) {
    return handOver(await super.openAll(dataset, checkpoint), ({ items }) => [items]);
  }
}

exposeService(new HandingLibrary(browserPlace(), makeItemThumbnail));
