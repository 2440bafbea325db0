import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import type { CompanionStores, StoreRecord, StoreRequest } from "../../src/contracts/companionApi";
import { StudioError } from "../../src/core/errors";
import type { Ranking } from "../../src/core/ranking/ranking";
import { checkBlock, checkQueries, checkRows } from "./checkBodies";
import { leastIndexedRows } from "./indexParameters";
import { OpenStore } from "./openStore";
import { readStoreFile, writeStoreFile } from "./storeFile";
import type { IndexBuild, IndexParameters, VectorStore } from "./vectorStore";

/** Opens what holds the vectors of a store. */
export type OpenVectors = (store: { id: string; folder: string; dimension: number }) => Promise<VectorStore>;

/** What this companion can keep vectors in. `milvus` is there only where the command line named its address. */
export interface StoreKinds {
  readonly local: OpenVectors;
  readonly milvus?: OpenVectors;
}

const idPattern = /^store-[0-9a-f]{16}$/;

/**
 * The companion's stores: a folder each, with `store.json` beside the vectors. There is no other database, so a companion
 * that starts again finds what the one before it kept.
 */
export class StoreRegistry {
  private readonly open = new Map<string, Promise<OpenStore>>();

  /** @param root absolute; made with the first store */
  constructor(
    private readonly root: string,
    private readonly kinds: StoreKinds,
  ) {}

  /** Kinds of stores that can be made here. */
  kindNames(): StoreRequest["kind"][] {
    return this.kinds.milvus === undefined ? ["local"] : ["local", "milvus"];
  }

  /**
   * All stores, by name, and the folders whose store cannot be opened. Those of a database that the command line does not
   * name are left out: they cannot be asked.
   */
  async list(): Promise<Omit<CompanionStores, "kinds">> {
    const names = await readdir(this.root).catch(() => []);
    const stores: StoreRecord[] = [];
    const broken: CompanionStores["broken"] = [];
    for (const id of names.filter((name) => idPattern.test(name))) {
      try {
        const stored = await readStoreFile(join(this.root, id));
        if (stored !== null && this.openerOf(stored.kind) !== undefined) stores.push(await this.read(id));
      } catch (error) {
        broken.push({ id, message: error instanceof Error ? error.message : String(error) });
      }
    }
    return { stores: stores.sort((a, b) => (a.name < b.name ? -1 : 1)), broken };
  }

  /** Makes an empty store. */
  async create(request: StoreRequest): Promise<StoreRecord> {
    if (this.openerOf(request.kind) === undefined) throw withoutMilvus();
    const id = `store-${randomBytes(8).toString("hex")}`;
    const folder = join(this.root, id);
    await mkdir(folder, { recursive: true });
    try {
      await writeStoreFile(folder, { ...request, id, index: null, recall: null });
      return await this.read(id);
    } catch (error) {
      this.open.delete(id);
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** @throws StudioError DatasetMissingError if there is no such store; so do all that follow */
  async read(id: string): Promise<StoreRecord> {
    return (await this.find(id)).record();
  }

  /**
   * Appends a block of vectors, [n, D] finite.
   *
   * @param first how many rows the sender believes to be there
   * @throws StudioError VectorStoreError if there are more, or fewer: the block was sent twice, or one is missing
   */
  async append(id: string, first: number, vectors: Float32Array<ArrayBuffer>): Promise<StoreRecord> {
    const store = await this.find(id);
    checkBlock(vectors, store.vectors.dimension, first);
    await store.alone("append rows", async () => {
      const rows = await store.vectors.countRows();
      if (rows !== first) throw outOfOrder(store.stored.name, first, rows);
      await store.vectors.append(vectors);
      // What was measured was measured without these rows.
      if (store.stored.recall !== null) await store.change({ recall: null });
    });
    return store.record();
  }

  /** Rankings of [Q, D] queries. */
  async search(
    id: string,
    queries: Float32Array,
    options: { readonly topK: number; readonly isExact: boolean; readonly signal: AbortSignal },
  ): Promise<Ranking[]> {
    const { vectors, stored } = await this.find(id);
    checkQueries(queries, vectors.dimension, options.topK);
    return vectors.search(queries, { ...options, index: stored.index?.parameters ?? null });
  }

  /** Stored vectors [rows.length, D]. */
  async readVectors(id: string, rows: Uint32Array): Promise<Float32Array<ArrayBuffer>> {
    const { vectors } = await this.find(id);
    checkRows(rows, await vectors.countRows());
    return vectors.readVectors(rows);
  }

  /** @throws StudioError where `buildIndex` would, before it has begun */
  async checkIndex(id: string, asked: IndexParameters): Promise<void> {
    await parametersFor(await this.find(id), asked);
  }

  /** Builds a store's index and says with which settings, and how long it took. What was measured before is forgotten. */
  async buildIndex(
    id: string,
    asked: IndexParameters,
    { signal, report }: Omit<IndexBuild, "parameters">,
  ): Promise<void> {
    const store = await this.find(id);
    await store.alone("build its index", async () => {
      const parameters = await parametersFor(store, asked);
      // Until it is built searches are exact: what a build that is stopped half-way leaves is no index.
      await store.change({ index: null, recall: null });
      const startedAt = performance.now();
      await store.vectors.buildIndex({ parameters, signal, report });
      const seconds = (performance.now() - startedAt) / 1000;
      await store.change({ index: { parameters: { ...parameters }, seconds }, recall: null });
    });
  }

  /** Keeps what was measured of a store as it is. */
  async keepRecall(id: string, recall: NonNullable<StoreRecord["recall"]>): Promise<void> {
    await (await this.find(id)).change({ recall });
  }

  /** Removes a store and its vectors. */
  async remove(id: string): Promise<void> {
    const store = await this.find(id);
    await store.alone("be removed", async () => {
      await store.vectors.remove();
      await rm(join(this.root, id), { recursive: true, force: true });
    });
    this.open.delete(id);
  }

  async close(): Promise<void> {
    const opened = [...this.open.values()];
    this.open.clear();
    await Promise.all(opened.map(async (store) => (await store).vectors.close()));
  }

  private find(id: string): Promise<OpenStore> {
    const known = this.open.get(id);
    if (known !== undefined) return known;
    const opening = this.openStore(id);
    this.open.set(id, opening);
    opening.catch(() => this.open.delete(id));
    return opening;
  }

  private async openStore(id: string): Promise<OpenStore> {
    const folder = join(this.root, id);
    const stored = idPattern.test(id) ? await readStoreFile(folder) : null;
    if (stored === null) throw missing(id);
    const open = this.openerOf(stored.kind);
    if (open === undefined) throw withoutMilvus();
    return new OpenStore(
      folder,
      stored,
      await open({ id, folder: join(folder, "vectors"), dimension: stored.dimension }),
    );
  }

  private openerOf(kind: string): OpenVectors | undefined {
    return kind === "milvus" ? this.kinds.milvus : this.kinds.local;
  }
}

async function parametersFor({ vectors, stored }: OpenStore, asked: IndexParameters): Promise<IndexParameters> {
  const rows = await vectors.countRows();
  if (rows < leastIndexedRows) throw tooFew(stored.name, rows);
  return vectors.indexParameters(rows, asked);
}

function outOfOrder(name: string, first: number, rows: number): StudioError {
  return new StudioError(
    "VectorStoreError",
    `expected the next block of "${name}" to start at row ${rows}, where the store ends; it starts at row ${first}`,
    "Go on with the rows that follow those that are there. Blocks that were stored are not sent again.",
  );
}

function tooFew(name: string, rows: number): StudioError {
  return new StudioError(
    "VectorStoreError",
    `expected at least ${leastIndexedRows} rows to build an index over; "${name}" has ${rows}`,
    "Search it without an index: that is exact, and quick for so few rows.",
  );
}

function missing(id: string): StudioError {
  return new StudioError(
    "DatasetMissingError",
    `expected a store of this companion; it has none with the id "${id.slice(0, 80)}"`,
    "It was removed, or belongs to a companion with another folder of stores.",
  );
}

function withoutMilvus(): StudioError {
  return new StudioError(
    "VectorStoreError",
    "expected a companion that knows a Milvus; this one was started without the address of one",
    "Start it with npm start -- --milvus ADDRESS, for example --milvus localhost:19530.",
  );
}
