import { readFileSync } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { connect, type Connection, type Table, type VectorQuery } from "@lancedb/lancedb";
import { z } from "zod";

import type { Ranking } from "../../src/core/ranking/ranking";
import { root } from "../checkout";
import { fromArrowRows, rowSchema, storedWidth, toArrowRows } from "./arrowRows";
import { runIndexBuild } from "./buildIndex";
import { lanceParameters } from "./indexParameters";
import { type Candidates, rankCandidates } from "./rankCandidates";
import type { OpenVectors } from "./storeRegistry";
import type { IndexBuild, IndexParameters, StoreSearch, VectorStore } from "./vectorStore";

const tableName = "vectors";
const columns = ["row", "vector", "_distance"];

/** LanceDB scores in float32, the exact score rounds once: this many rows beside the wanted ones make up for the difference. */
const exactMargin = 64;

/** A table of LanceDB in a folder of its own. */
export class LanceStore implements VectorStore {
  readonly engineVersion = lanceVersion();

  private constructor(
    private readonly folder: string,
    readonly dimension: number,
    private readonly connection: Connection,
    private readonly table: Table,
  ) {}

  /** @param folder absolute; made where it is missing */
  static async open(folder: string, dimension: number): Promise<LanceStore> {
    await mkdir(folder, { recursive: true });
    const connection = await connect(folder);
    const names = await connection.tableNames();
    const table = names.includes(tableName)
      ? await connection.openTable(tableName)
      : await connection.createEmptyTable(tableName, rowSchema(storedWidth(dimension)));
    return new LanceStore(folder, dimension, connection, table);
  }

  countRows(): Promise<number> {
    return this.table.countRows();
  }

  async append(vectors: Float32Array<ArrayBuffer>): Promise<void> {
    if (vectors.length === 0) return;
    await this.table.add(toArrowRows(await this.countRows(), vectors, this.dimension));
  }

  async search(queries: Float32Array, search: StoreSearch): Promise<Ranking[]> {
    const rankings: Ranking[] = [];
    const total = await this.countRows();
    for (let start = 0; start < queries.length; start += this.dimension) {
      search.signal.throwIfAborted();
      const query = queries.slice(start, start + this.dimension);
      const found = total === 0 ? noCandidates : await this.find(query, search);
      rankings.push(rankCandidates(query, found, search.topK));
    }
    return rankings;
  }

  async readVectors(rows: Uint32Array): Promise<Float32Array<ArrayBuffer>> {
    const vectors = new Float32Array(rows.length * this.dimension);
    if (rows.length === 0) return vectors;
    // Rows come back in the table's order, each once.
    const found = await this.table
      .takeOffsets([...new Set(rows)].sort((a, b) => a - b))
      .select(["row", "vector"])
      .toArrow();
    const stored = fromArrowRows(found, this.dimension);
    const placeOf = new Map(Array.from(stored.rows, (row, place) => [row, place]));
    rows.forEach((row, i) => {
      const place = placeOf.get(row);
      if (place === undefined) throw new Error(`row ${row} is not in the store`);
      const from = place * this.dimension;
      vectors.set(stored.vectors.subarray(from, from + this.dimension), i * this.dimension);
    });
    return vectors;
  }

  indexParameters(rows: number, asked: IndexParameters): IndexParameters {
    return lanceParameters(rows, asked);
  }

  async buildIndex({ parameters, signal, report }: IndexBuild): Promise<void> {
    report("building the index");
    await runIndexBuild(this.folder, parameters, signal);
    await this.table.checkoutLatest();
  }

  async bytesOnDisk(): Promise<number> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    // A file may be replaced while they are counted.
    const sizes = files.map((file) =>
      stat(join(file.parentPath, file.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  close(): Promise<void> {
    this.table.close();
    this.connection.close();
    return Promise.resolve();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async find(query: Float32Array, { topK, isExact, index }: StoreSearch): Promise<Candidates> {
    // A vector of the store's width; what its padding adds is nothing.
    const padded = new Float32Array(storedWidth(this.dimension));
    padded.set(query);
    const nearest = this.table.query().nearestTo(padded).distanceType("dot").select(columns);
    const asked =
      isExact || index === null
        ? nearest.bypassVectorIndex().limit(topK + exactMargin)
        : throughIndex(nearest, topK, index);
    return fromArrowRows(await asked.toArrow(), this.dimension);
  }
}

/** Opens a store's vectors in its own folder. */
export const openLocally: OpenVectors = ({ folder, dimension }) => LanceStore.open(folder, dimension);

const noCandidates: Candidates = { rows: new Uint32Array(0), vectors: new Float32Array(0) };

function throughIndex(nearest: VectorQuery, topK: number, index: NonNullable<StoreSearch["index"]>): VectorQuery {
  return nearest.nprobes(Number(index["probes"])).refineFactor(Number(index["refine"])).limit(topK);
}

function lanceVersion(): string {
  const text = readFileSync(join(root, "node_modules/@lancedb/lancedb/package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
