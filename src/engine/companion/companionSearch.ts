import { companionFailureSchema, type StoreRecord, storeRecordSchema } from "../../contracts/companionApi";
import type { CancelSignal } from "../../core/cancelSignal";
import { StudioError, type StudioErrorName } from "../../core/errors";
import { makeRanking } from "../../core/ranking/makeRanking";
import type { Ranking } from "../../core/ranking/ranking";
import type { SearchBackend, SearchIndex } from "../../core/search/searchIndex";
import { clipTopK, countQueries } from "../../core/search/searchQueries";

/** Rows that one ranking of a store has at most: a page could not hold all of ten million, nor a network bring them. */
export const longestStoreRanking = 1000;
/** Vectors that are asked for at once. */
const ROWS_A_REQUEST = 4096;
/** Stands where a query has fewer rows than were asked for. */
const NO_ROW = 4_294_967_295;

/** How the companion is asked; `fetch`, unless a test asks otherwise. */
export type AskCompanion = (url: string, options: RequestInit) => Promise<Response>;

/** A gallery whose vectors the companion holds. Whether its rankings are exact is what `backend` says. */
export class CompanionSearch implements SearchIndex {
  readonly rows: number;
  readonly dimension: number;
  readonly backend: SearchBackend;

  private constructor(
    private readonly baseUrl: string,
    record: StoreRecord,
    private readonly request: AskCompanion,
  ) {
    this.rows = record.rows;
    this.dimension = record.dimension;
    this.backend = backendOf(record);
  }

  /**
   * Asks what the store holds now.
   *
   * @param baseUrl absolute address of the store's API (`…/api/stores/ID`)
   * @throws StudioError CompanionUnreachableError, or what the companion says
   */
  static async open(baseUrl: string, request: AskCompanion = fetch): Promise<CompanionSearch> {
    const answer = await ask(request, baseUrl, {});
    return new CompanionSearch(baseUrl, storeRecordSchema.parse(await answer.json()), request);
  }

  /** @param topK clipped to the longest ranking that a store gives */
  async search(queries: Float32Array, topK: number, signal: CancelSignal): Promise<Ranking[]> {
    const count = countQueries(queries, this.dimension);
    const kept = Math.min(clipTopK(topK, this.rows), longestStoreRanking);
    if (kept === 0 || count === 0)
      return Array.from({ length: count }, () => makeRanking(new Uint32Array(0), new Float32Array(0)));
    const bytes = await this.send(`search?topK=${kept}`, queries, signal);
    const expected = 8 * count * kept;
    if (bytes.byteLength !== expected) throw garbled(`${expected} bytes of rankings`, bytes.byteLength);
    return Array.from({ length: count }, (_, query) => {
      const rows = new Uint32Array(bytes, 4 * query * kept, kept);
      const found = rows.indexOf(NO_ROW) < 0 ? kept : rows.indexOf(NO_ROW);
      const scores = new Float32Array(bytes, 4 * (count + query) * kept, found);
      return makeRanking(rows.slice(0, found), scores.slice());
    });
  }

  /** Stored vectors [rows.length, D], in the order of `rows`. */
  async readVectors(rows: Uint32Array, signal?: CancelSignal): Promise<Float32Array<ArrayBuffer>> {
    const vectors = new Float32Array(rows.length * this.dimension);
    for (let start = 0; start < rows.length; start += ROWS_A_REQUEST) {
      const wanted = rows.subarray(start, start + ROWS_A_REQUEST);
      const bytes = await this.send("vectors", wanted, signal);
      const expected = 4 * wanted.length * this.dimension;
      if (bytes.byteLength !== expected) throw garbled(`${expected} bytes of vectors`, bytes.byteLength);
      vectors.set(new Float32Array(bytes), start * this.dimension);
    }
    return vectors;
  }

  dispose(): void {
    // The store stays with the companion.
  }

  private async send(path: string, numbers: Float32Array | Uint32Array, signal?: CancelSignal): Promise<ArrayBuffer> {
    const answer = await ask(this.request, `${this.baseUrl}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: numbers.slice(),
      signal: signal instanceof AbortSignal ? signal : null,
    });
    return answer.arrayBuffer();
  }
}

/** What a store is to those who search it: exact without an index, else as good as was measured. */
function backendOf({ kind, engineVersion, index, recall }: StoreRecord): SearchBackend {
  const name = `companion, ${kind === "local" ? "" : `${kind} `}${engineVersion}`;
  const backend = { kind: "companion", name, isSoftware: false, longestRanking: longestStoreRanking } as const;
  if (index === null) return backend;
  const measured = recall === null ? null : { value: recall.value, queries: recall.queries, topK: recall.topK };
  return { ...backend, approximation: { recall: measured } };
}

async function ask(request: AskCompanion, url: string, options: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await request(url, options);
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw error;
    throw new StudioError(
      "CompanionUnreachableError",
      `expected the companion to answer at ${url}; nothing did`,
      "Start it again with npm start, and open the address that it prints.",
    );
  }
  if (answer.ok) return answer;
  const failure = companionFailureSchema.safeParse(await answer.json().catch(() => null));
  if (failure.success)
    throw new StudioError(failure.data.name as StudioErrorName, failure.data.message, failure.data.hint);
  throw garbled("an answer of the companion", answer.status);
}

function garbled(expected: string, found: number): StudioError {
  return new StudioError(
    "CompanionUnreachableError",
    `expected ${expected}; found ${found}`,
    "Load the page again, so that it is of the companion's version.",
  );
}
