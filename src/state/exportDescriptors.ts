import { parseItemTable } from "../core/dataset/itemTable";
import { type EmbeddingTable, readNpy } from "../core/embedding/embeddingTable";
import { exportError } from "../core/export/exportError";
import { isc21Descriptors, type NamedVectors } from "../core/export/isc21Descriptors";
import { sampleDataset } from "./choiceStore";
import { type Evaluation, evaluationTitle } from "./evaluateStore";
import { fileName } from "./exportItems";
import { services } from "./services";
import { exportSlowly } from "./slowExport";
import { storedZip } from "./storedZip";

/** Saves the vectors of queries and gallery as ISC21's descriptor track takes them. They are the stored ones: no step of a recipe is in them. */
export async function exportDescriptors(evaluation: Evaluation): Promise<void> {
  await exportSlowly("Reading the vectors", async (signal) => {
    const { id, sha256, dimension } = onlyCheckpoint(evaluation);
    const { vectors, items } = await services().library.ask(signal, (library) =>
      library.exportTable(evaluation.dataset, { id, sha256, dimension }),
    );
    const table = readNpy(new Uint8Array(await vectors.arrayBuffer()));
    const rows = parseItemTable(await items.text(), "the item table");
    signal.throwIfAborted();
    const rowsOf = (role: "isQuery" | "isGallery") => [...rows.keys()].filter((row) => rows[row]?.[role] === true);
    const pick = (chosen: readonly number[]) => pickRows(table, chosen, (row) => rows[row]?.itemId ?? "");
    const files = isc21Descriptors(pick(rowsOf("isQuery")), pick(rowsOf("isGallery")));
    const base = fileName(`${evaluation.datasetName} ${evaluationTitle(evaluation)}`);
    services().saveFile(storedZip(files), `${base} isc21 descriptors.npz`);
  });
}

function onlyCheckpoint({ dataset, checkpoints, isLeaveOneOut }: Evaluation): Evaluation["checkpoints"][number] {
  if (dataset === sampleDataset) {
    throw exportError(
      "a data set of the library",
      "the sample gallery",
      "Import the challenge's pictures and embed them.",
    );
  }
  if (isLeaveOneOut) {
    throw exportError(
      "queries and a gallery",
      "a set without queries",
      "Choose which items are queries in the library.",
    );
  }
  const [checkpoint, ...fused] = checkpoints;
  if (checkpoint === undefined || fused.length > 0) {
    throw exportError("vectors of one checkpoint", `${checkpoints.length}`, "Evaluate one checkpoint alone.");
  }
  return checkpoint;
}

function pickRows(table: EmbeddingTable, rows: readonly number[], nameOf: (row: number) => string): NamedVectors {
  const vectors = new Float32Array(rows.length * table.dimension);
  table.read(Uint32Array.from(rows), vectors);
  return { ids: rows.map(nameOf), vectors };
}
