import { checkpointManifestSchema } from "../../contracts/checkpoint";
import type { CheckpointManifest } from "../../core/embedding/checkpointManifest";
import { checkpointError } from "./checkpointFiles";

const readSchema = 1;
const file = "checkpoint.json";

/**
 * Parses `checkpoint.json`.
 *
 * @throws StudioError `CheckpointFormatError`: no JSON, another schema number, or every field that is not as it must be
 */
export function parseManifest(bytes: Uint8Array): CheckpointManifest {
  const value = parseJson(bytes);
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (schema !== readSchema) {
    throw checkpointError(
      file,
      `schema ${readSchema}, which this version reads`,
      schema === undefined ? "none" : `schema ${JSON.stringify(schema)}`,
      "Use the version of Retrieval Studio that wrote the checkpoint, or export it again.",
    );
  }
  const parsed = checkpointManifestSchema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the whole"}: ${issue.message}`);
    throw checkpointError(file, "every field as the format has it", faults.join("; "));
  }
  return parsed.data;
}

function parseJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw checkpointError(file, "JSON", `${JSON.stringify(text.slice(0, 40))} (${reason})`);
  }
}
