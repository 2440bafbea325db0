import { StudioError } from "../../src/core/errors";
import { runCommand } from "../commandLine";

/** A benchmark measures beside a peer in the same run, prints both and their ratio, and gives the exit status. */
type Benchmark = (args: readonly string[]) => Promise<number>;

/** Each benchmark by its name, loaded when it is asked for: one line each. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  gallery: async () => (await import("./benchmarks/galleryBenchmark")).benchmarkGallery,
  start: async () => (await import("./benchmarks/startBenchmark")).benchmarkStart,
  embed: async () => (await import("./benchmarks/embedBenchmark")).benchmarkEmbed,
  dataset: async () => (await import("./benchmarks/datasetBenchmark")).benchmarkDataset,
  import: async () => (await import("./benchmarks/importBenchmark")).benchmarkImport,
  rerank: async () => (await import("./benchmarks/rerankBenchmark")).benchmarkRerank,
  search: async () => (await import("./benchmarks/searchBenchmark")).benchmarkSearch,
  quantize: async () => (await import("./benchmarks/quantizeBenchmark")).benchmarkQuantize,
  store: async () => (await import("./benchmarks/storeBenchmark")).benchmarkStore,
  train: async () => (await import("./benchmarks/trainBenchmark")).benchmarkTrain,
  runs: async () => (await import("./benchmarks/runsBenchmark")).benchmarkRuns,
  drawings: async () => (await import("./benchmarks/drawingsBenchmark")).benchmarkDrawings,
};

async function bench([name = "", ...args]: readonly string[]): Promise<number> {
  const load = benchmarks[name];
  if (load !== undefined) return (await load())(args);
  throw new StudioError(
    "CommandUsageError",
    `expected the name of a benchmark (${Object.keys(benchmarks).join(", ")}); found "${name}"`,
    "For example: npm run bench -- search",
  );
}

runCommand(bench);
