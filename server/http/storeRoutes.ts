import type { FastifyInstance } from "fastify";
import { z } from "zod";

import {
  companionPaths,
  companionStoresSchema,
  storeRecordSchema,
  storeRequestSchema,
} from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import type { Ranking } from "../../src/core/ranking/ranking";
import type { StoreRegistry } from "../stores/storeRegistry";
import type { CompanionRoutes } from "./companion";
import { parseRequest } from "./parseRequest";

/** A block of 32,768 vectors of 512 numbers; senders cut longer ones. */
export const mostBlockBytes = 64 * 2 ** 20;
const mostQueryBytes = 16 * 2 ** 20;
const mostRowsBytes = 2 ** 20;
/** Stands where a query has fewer rows than were asked for. */
const noRow = 4_294_967_295;

const binary = "application/octet-stream";

const appendSchema = z.object({ first: z.coerce.number().int().min(0) });
const searchSchema = z.object({ topK: z.coerce.number().int().min(1), exact: z.enum(["0", "1"]).default("0") });

interface StoreAddress {
  Params: { id: string };
}

/** Filling and searching the companion's stores. Numbers travel as they are in memory, little-endian. */
export function storeRoutes(registry: StoreRegistry): CompanionRoutes {
  const stores = `/${companionPaths.stores}`;
  return (app: FastifyInstance) => {
    void app.register((inner: FastifyInstance, _options, done) => {
      inner.addContentTypeParser(binary, { parseAs: "buffer" }, (_request, body, parsed) => parsed(null, body));
      addRecordRoutes(inner, stores, registry);
      addVectorRoutes(inner, `${stores}/:id`, registry);
      done();
    });
  };
}

function addRecordRoutes(app: FastifyInstance, stores: string, registry: StoreRegistry): void {
  app.get(stores, async () => companionStoresSchema.parse({ ...(await registry.list()), kinds: registry.kindNames() }));
  app.post(stores, async ({ body }) =>
    storeRecordSchema.parse(await registry.create(parseRequest(storeRequestSchema, body))),
  );
  app.get<StoreAddress>(`${stores}/:id`, async ({ params }) => storeRecordSchema.parse(await registry.read(params.id)));
  app.delete<StoreAddress>(`${stores}/:id`, async ({ params }, reply) => {
    await registry.remove(params.id);
    return reply.code(204).send();
  });
}

function addVectorRoutes(app: FastifyInstance, store: string, registry: StoreRegistry): void {
  app.post<StoreAddress>(`${store}/rows`, { bodyLimit: mostBlockBytes }, async ({ params, query, body }) => {
    const { first } = parseRequest(appendSchema, query);
    return storeRecordSchema.parse(await registry.append(params.id, first, floats(body)));
  });
  app.post<StoreAddress>(`${store}/search`, { bodyLimit: mostQueryBytes }, async (request, reply) => {
    const { topK, exact } = parseRequest(searchSchema, request.query);
    const gone = new AbortController();
    // A page that cancels, or is closed, hangs up.
    reply.raw.on("close", () => gone.abort());
    const options = { topK, isExact: exact === "1", signal: gone.signal };
    const rankings = await registry.search(request.params.id, floats(request.body), options);
    return reply.type(binary).send(packed(rankings, topK));
  });
  app.post<StoreAddress>(`${store}/vectors`, { bodyLimit: mostRowsBytes }, async ({ params, body }, reply) => {
    const vectors = await registry.readVectors(params.id, new Uint32Array(numbersOf(body)));
    return reply.type(binary).send(Buffer.from(vectors.buffer));
  });
}

/** Q·topK rows, then Q·topK scores. */
function packed(rankings: readonly Ranking[], topK: number): Buffer {
  const count = rankings.length * topK;
  const rows = new Uint32Array(2 * count).fill(noRow, 0, count);
  const scores = new Float32Array(rows.buffer, 4 * count);
  rankings.forEach((ranking, query) => {
    rows.set(ranking.rows, query * topK);
    scores.set(ranking.scores, query * topK);
  });
  return Buffer.from(rows.buffer);
}

function floats(body: unknown): Float32Array<ArrayBuffer> {
  return new Float32Array(numbersOf(body));
}

/** A copy that starts where numbers of 4 bytes may start. */
function numbersOf(body: unknown): ArrayBuffer {
  if (!(body instanceof Uint8Array) || body.length % 4 !== 0) {
    const found = body instanceof Uint8Array ? `${body.length} bytes` : "none of that type";
    throw new StudioError(
      "DimensionMismatchError",
      `expected a body of ${binary} with numbers of 4 bytes each; found ${found}`,
      "Send the numbers as they are in memory, little-endian.",
    );
  }
  return new Uint8Array(body).buffer;
}
