import { StudioError } from "../../core/errors";
import { EmbeddingTable } from "../../core/embedding/embeddingTable";
import { seededRandom } from "../../core/numeric/random";
import { ExactSearch } from "../../core/search/exactSearch";
import type { SearchIndex, VectorSource } from "../../core/search/searchIndex";

// A word more than a chunk of scoreRows, so that its remainder is computed too; one query more than a batch.
const shape = { rows: 1000, dimension: 130, queries: 9, topK: 25 };

/**
 * Searches a small gallery and compares with brute force, since a driver's fault would be silent otherwise: some have
 * returned zeros, or sums of their own making, without an error.
 *
 * @param adapter for the message
 * @param open lays an index over the gallery on the device in question
 * @throws StudioError WebgpuUnavailableError naming the first wrong rank
 */
export async function testSearch(
  adapter: string,
  open: (vectors: VectorSource) => Promise<SearchIndex>,
): Promise<void> {
  const { rows, dimension, topK } = shape;
  const table = new EmbeddingTable(rows, dimension, normalNumbers(1, rows * dimension));
  const queries = normalNumbers(2, shape.queries * dimension);
  const never = { aborted: false, throwIfAborted: () => undefined };
  const found = await (await open(table)).search(queries, topK, never);
  const expected = await new ExactSearch(table).search(queries, topK, never);
  for (const [query, ranking] of expected.entries()) {
    const rank = ranking.rows.findIndex((row, i) => found[query]?.rows[i] !== row);
    if (rank < 0) continue;
    throw new StudioError(
      "WebgpuUnavailableError",
      `expected the GPU "${adapter}" to rank as the processor does; in the self-test's query ${query} it put row ` +
        `${found[query]?.rows[rank] ?? "none"} where ${ranking.rows[rank]!} belongs (rank ${rank + 1})`,
      "Update the graphics driver and the browser. Until then searches run on WASM, with right answers.",
    );
  }
}

function normalNumbers(seed: number, length: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}
