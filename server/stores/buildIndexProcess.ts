import { setPriority } from "node:os";

import { connect, Index } from "@lancedb/lancedb";
import { z } from "zod";

/** Searches, and whoever works at this machine, go first. */
const lowPriority = 10;
const longestSeconds = 7 * 24 * 3600;

const parametersSchema = z.object({ partitions: z.int(), bits: z.int() });

async function build(folder: string, parameters: z.infer<typeof parametersSchema>): Promise<void> {
  const connection = await connect(folder);
  const table = await connection.openTable("vectors");
  // Else tidying would first add all new rows to an index that is about to be replaced.
  for (const { name } of await table.listIndices()) await table.dropIndex(name);
  // Every appended block is a file of its own; few large ones are read faster. Only this process writes now, so what no
  // version names is left over from a build that was stopped.
  const tidy = () => table.optimize({ cleanupOlderThan: new Date(), deleteUnverified: true });
  await tidy();
  const { partitions, bits } = parametersSchema.parse(parameters);
  const config = Index.ivfRq({ distanceType: "dot", numPartitions: partitions, numBits: bits });
  await table.createIndex("vector", { config, replace: true, waitTimeoutSeconds: longestSeconds });
  await tidy();
}

const [folder = "", parameters = "{}"] = process.argv.slice(2);
setPriority(lowPriority);
await build(folder, parametersSchema.parse(JSON.parse(parameters)));
process.exit(0);
