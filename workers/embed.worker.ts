import { transfer } from "comlink";

import type { EmbedService } from "../src/contracts/embedService";
import { OnnxEmbedService } from "../src/engine/embedService";
import { exposeService } from "./exposeService";

const service = new OnnxEmbedService();

exposeService({
  openCheckpoint: (source, backend, threads) => service.openCheckpoint(source, backend, threads),
  openPicture: async (pictureId, picture, name, page) => {
    const opened = await service.openPicture(pictureId, picture, name, page);
    return transfer(opened, [opened.preview]);
  },
  closePicture: (pictureId) => service.closePicture(pictureId),
  embedPicture: (jobId, pictureId, edit) => service.embedPicture(jobId, pictureId, edit),
  explainMatch: (jobId, query, hit) => service.explainMatch(jobId, query, hit),
  embedItems: async (jobId, pictures) => {
    const embedded = await service.embedItems(jobId, pictures);
    return transfer(
      embedded,
      embedded.items.flatMap(({ vector }) => (vector === null ? [] : [vector.buffer])),
    );
  },
  examineItems: (jobId, pictures) => service.examineItems(jobId, pictures),
  measureBatch: () => service.measureBatch(),
  cancel: (jobId) => service.cancel(jobId),
} satisfies EmbedService);
