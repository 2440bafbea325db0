import { ConsistencyLevelEnum, DataType, MetricType, MilvusClient } from "@zilliz/milvus2-sdk-node";
import { z } from "zod";

import { StudioError } from "../../src/core/errors";
import { TopK } from "../../src/core/numeric/topK";
import type { Ranking } from "../../src/core/ranking/ranking";
import { exactScore } from "../../src/core/search/exactScore";
import { milvusParameters } from "./indexParameters";
import { rankCandidates } from "./rankCandidates";
import type { OpenVectors } from "./storeRegistry";
import type { IndexBuild, IndexParameters, StoreSearch, VectorStore } from "./vectorStore";

/** Rows in one message to or from Milvus, which takes 64 MB at most: 16,384 numbers a row would still fit. */
const rowsAMessage = 1000;
const connectMs = 10_000;

const rowSchema = z.object({ row: z.coerce.number().int(), vector: z.array(z.number()) });
const countSchema = z.object({ "count(*)": z.coerce.number().int() });
const hitSchema = z.object({ row: z.coerce.number().int() });

/** Opens stores as collections of the Milvus at an address that the command line named. */
export function openInMilvus(address: string): OpenVectors {
  return async ({ id, dimension }) => MilvusStore.open(address, `studio_${id.replace("store-", "")}`, dimension);
}

/** A collection of an existing Milvus: `row` is its primary key. */
export class MilvusStore implements VectorStore {
  private constructor(
    private readonly client: MilvusClient,
    private readonly collection: string,
    readonly dimension: number,
    readonly engineVersion: string,
  ) {}

  /** @throws StudioError VectorStoreError if nothing answers at the address, or Milvus refuses the collection */
  static async open(address: string, collection: string, dimension: number): Promise<MilvusStore> {
    const client = new MilvusClient({ address, timeout: connectMs, maxRetries: 1, logLevel: "error" });
    try {
      await client.connectPromise;
      const { version } = await client.getVersion();
      const { value: isThere } = await client.hasCollection({ collection_name: collection });
      if (isThere !== true) await makeCollection(client, collection, dimension);
      check(await client.loadCollectionSync({ collection_name: collection }), "load the collection");
      return new MilvusStore(client, collection, dimension, version);
    } catch (error) {
      await client.closeConnection().catch(() => undefined);
      throw error instanceof StudioError ? error : unreachable(address, error);
    }
  }

  async countRows(): Promise<number> {
    const counted = await this.client.query({
      collection_name: this.collection,
      filter: "",
      output_fields: ["count(*)"],
      consistency_level: ConsistencyLevelEnum.Strong,
    });
    check(counted.status, "count rows");
    return z.tuple([countSchema]).parse(counted.data)[0]["count(*)"];
  }

  async append(vectors: Float32Array<ArrayBuffer>): Promise<void> {
    const first = await this.countRows();
    const count = vectors.length / this.dimension;
    for (let start = 0; start < count; start += rowsAMessage) {
      const length = Math.min(rowsAMessage, count - start);
      const data = Array.from({ length }, (_, i) => ({
        row: first + start + i,
        vector: Array.from(vectors.subarray((start + i) * this.dimension, (start + i + 1) * this.dimension)),
      }));
      // A message that was sent twice, because its answer was lost, must not double its rows.
      check((await this.client.upsert({ collection_name: this.collection, data })).status, "append rows");
    }
  }

  async search(queries: Float32Array, search: StoreSearch): Promise<Ranking[]> {
    const total = await this.countRows();
    if (search.isExact || search.index === null) return this.searchExactly(queries, search, total);
    const rankings: Ranking[] = [];
    for (let start = 0; start < queries.length; start += this.dimension) {
      search.signal.throwIfAborted();
      const query = queries.slice(start, start + this.dimension);
      const rows = await this.find(query, search.topK, search.index);
      rankings.push(rankCandidates(query, { rows, vectors: await this.readVectors(rows) }, search.topK));
    }
    return rankings;
  }

  async readVectors(rows: Uint32Array): Promise<Float32Array<ArrayBuffer>> {
    const vectors = new Float32Array(rows.length * this.dimension);
    for (let start = 0; start < rows.length; start += rowsAMessage) {
      const wanted = rows.subarray(start, start + rowsAMessage);
      const answer = await this.client.query({
        collection_name: this.collection,
        filter: `row in [${[...new Set(wanted)].join(",")}]`,
        output_fields: ["row", "vector"],
        consistency_level: ConsistencyLevelEnum.Strong,
      });
      check(answer.status, "read vectors");
      const found = new Map(
        z
          .array(rowSchema)
          .parse(answer.data)
          .map(({ row, vector }) => [row, vector]),
      );
      wanted.forEach((row, i) => {
        const vector = found.get(row);
        if (vector === undefined) throw failed("read vectors", `it has no row ${row} of "${this.collection}"`);
        vectors.set(vector, (start + i) * this.dimension);
      });
    }
    return vectors;
  }

  indexParameters(rows: number, asked: IndexParameters): IndexParameters {
    return milvusParameters(rows, asked);
  }

  /** Milvus builds on its own machines and cannot be told to stop; the signal ends the waiting. */
  async buildIndex({ parameters, signal, report }: IndexBuild): Promise<void> {
    report("Milvus builds the index");
    signal.throwIfAborted();
    const collection_name = this.collection;
    check(await this.client.releaseCollection({ collection_name }), "release the collection");
    check(await this.client.dropIndex({ collection_name, field_name: "vector" }), "drop the earlier index");
    await makeIndex(this.client, collection_name, parameters);
    check(await this.client.loadCollectionSync({ collection_name }), "load the collection");
    signal.throwIfAborted();
  }

  /** Unknown: Milvus does not tell what it keeps where. The vectors alone are this. */
  async bytesOnDisk(): Promise<number> {
    return (await this.countRows()) * this.dimension * Float32Array.BYTES_PER_ELEMENT;
  }

  async close(): Promise<void> {
    await this.client.closeConnection();
  }

  async remove(): Promise<void> {
    check(await this.client.dropCollection({ collection_name: this.collection }), "drop the collection");
    await this.close();
  }

  private async find(query: Float32Array, topK: number, index: IndexParameters): Promise<Uint32Array> {
    const answer = await this.client.search({
      collection_name: this.collection,
      data: [Array.from(query)],
      anns_field: "vector",
      limit: topK,
      output_fields: ["row"],
      params: { ef: Math.max(topK, Number(index["ef"])) },
      consistency_level: ConsistencyLevelEnum.Strong,
    });
    check(answer.status, "search");
    return Uint32Array.from(z.array(hitSchema).parse(answer.results.flat()), ({ row }) => row);
  }

  /** Milvus cannot be told to leave its index aside, so all vectors are read and scored here. */
  private async searchExactly(queries: Float32Array, { topK, signal }: StoreSearch, total: number): Promise<Ranking[]> {
    const count = queries.length / this.dimension;
    const best = Array.from({ length: count }, () => new TopK(Math.min(topK, total)));
    for (let first = 0; first < total; first += rowsAMessage) {
      signal.throwIfAborted();
      const rows = Uint32Array.from({ length: Math.min(rowsAMessage, total - first) }, (_, i) => first + i);
      const vectors = await this.readVectors(rows);
      best.forEach((heap, q) => {
        const query = queries.subarray(q * this.dimension, (q + 1) * this.dimension);
        rows.forEach((row, i) => heap.offer(exactScore(query, vectors, i * this.dimension), row));
      });
    }
    return best.map((heap) => heap.takeRanking());
  }
}

async function makeCollection(client: MilvusClient, collection: string, dimension: number): Promise<void> {
  const fields = [
    { name: "row", data_type: DataType.Int64, is_primary_key: true, autoID: false },
    { name: "vector", data_type: DataType.FloatVector, dim: dimension },
  ];
  check(await client.createCollection({ collection_name: collection, fields }), "make a collection");
  // Milvus loads no collection without an index; this one compares with every row.
  await makeIndex(client, collection, { type: "FLAT" });
}

async function makeIndex(client: MilvusClient, collection: string, parameters: IndexParameters): Promise<void> {
  const { type, M, efConstruction } = parameters;
  const made = await client.createIndex({
    collection_name: collection,
    field_name: "vector",
    index_type: String(type),
    metric_type: MetricType.IP,
    params: type === "HNSW" ? { M: Number(M), efConstruction: Number(efConstruction) } : {},
  });
  check(made, "build an index");
}

/** Milvus answers failures as values. */
function check(status: { readonly error_code: string | number; readonly reason: string }, what: string): void {
  if (status.error_code !== "Success" && status.error_code !== 0) throw failed(what, status.reason);
}

function failed(what: string, reason: string): StudioError {
  return new StudioError(
    "VectorStoreError",
    `expected Milvus to ${what}; it answered: ${reason}`,
    "Look at Milvus' own log, and that its version is 2.4 or newer.",
  );
}

function unreachable(address: string, error: unknown): StudioError {
  return new StudioError(
    "VectorStoreError",
    `expected a Milvus at ${address}; found ${error instanceof Error ? error.message : String(error)}`,
    "Check that it runs, and the address after --milvus.",
  );
}
