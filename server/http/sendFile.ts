import { constants } from "node:fs";
import { open } from "node:fs/promises";

import type { FastifyReply, FastifyRequest } from "fastify";

import { byteRange } from "./byteRange";

/**
 * Answers with a file of this machine, or the part that is asked for; with nothing where the browser has it already.
 *
 * @param path absolute and resolved: a symbolic link that stands there now was put there since, and is refused
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  type: string,
): Promise<FastifyReply> {
  // Windows has no links of this kind, and no named pipes that would wait for a writer.
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants as Partial<typeof constants>;
  const file = await open(path, (O_RDONLY ?? 0) | O_NOFOLLOW | O_NONBLOCK);
  try {
    const { size, mtimeMs, ino } = await file.stat();
    const tag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}-${ino.toString(36)}"`;
    reply.headers({ ETag: tag, "Accept-Ranges": "bytes", "Last-Modified": new Date(mtimeMs).toUTCString() }).type(type);
    if (isKnown(request.headers["if-none-match"], tag)) {
      await file.close();
      return await reply.code(304).send();
    }
    const condition = request.headers["if-range"];
    const range = byteRange(condition === undefined || condition === tag ? request.headers.range : undefined, size);
    if (range === "beyond") {
      await file.close();
      return await reply.code(416).header("Content-Range", `bytes */${size}`).send();
    }
    if (range !== "whole") reply.code(206).header("Content-Range", `bytes ${range.first}-${range.last}/${size}`);
    const { first, last } = range === "whole" ? { first: 0, last: size - 1 } : range;
    reply.header("Content-Length", last - first + 1);
    if (last < first) {
      await file.close();
      return await reply.send("");
    }
    return await reply.send(file.createReadStream({ start: first, end: last }));
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

function isKnown(header: string | undefined, tag: string): boolean {
  return (header ?? "").split(",").some((known) => known.trim() === tag || known.trim() === "*");
}
