import { extname } from "node:path";
import { Readable } from "node:stream";

import type { FastifyInstance } from "fastify";

import { companionFoldersSchema, companionPaths, type ListingLine } from "../../src/contracts/companionApi";
import type { DatasetRoots } from "../datasets/datasetRoots";
import { listFolder } from "../datasets/listFolder";
import type { CompanionRoutes } from "./companion";
import { sendFile } from "./sendFile";

interface FolderAddress {
  Params: { id: string };
}

const linesPerChunk = 500;

/** Types that a browser shows without running anything in them; all other files are bytes. */
const pictureTypes: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".bmp": "image/bmp",
};

/** Folders of this machine, to be imported and read in place. */
export function folderRoutes(roots: DatasetRoots): CompanionRoutes {
  const folders = `/${companionPaths.folders}`;
  return (app: FastifyInstance) => {
    app.get(folders, () => companionFoldersSchema.parse({ folders: roots.list() }));
    app.get<FolderAddress>(`${folders}/:id/listing`, async ({ params }, reply) => {
      const root = await roots.rootOf(params.id);
      return reply.type("application/x-ndjson").send(Readable.from(inChunks(listFolder(root))));
    });
    app.get<FolderAddress>(`${folders}/:id/files/*`, async (request, reply) => {
      // Of the raw address: decoded, a "/" that is a part of a name could not be told from one between two.
      const encoded = /\/files\/([^?#]*)/.exec(request.url)?.[1] ?? "";
      const file = await roots.fileOf(request.params.id, encoded);
      reply.header("Content-Security-Policy", "default-src 'none'; sandbox");
      reply.header("Cache-Control", "private, no-cache");
      const type = pictureTypes[extname(file).toLowerCase()] ?? "application/octet-stream";
      return sendFile(request, reply, file, type);
    });
  };
}

async function* inChunks(lines: AsyncIterable<ListingLine>): AsyncGenerator<string> {
  let chunk: string[] = [];
  for await (const line of lines) {
    if (chunk.push(JSON.stringify(line)) < linesPerChunk) continue;
    yield `${chunk.join("\n")}\n`;
    chunk = [];
  }
  if (chunk.length > 0) yield `${chunk.join("\n")}\n`;
}
