import type { CheckpointManifest } from "../../core/embedding/checkpointManifest";
import { viewsOf } from "../../core/embedding/derivedManifest";
import { type FixedSize, takesSize } from "../../core/embedding/modelInputSize";
import { viewSizes } from "../../core/image/viewInputs";
import { checkpointError } from "./checkpointFiles";

/**
 * Refuses views of a size that the network does not take.
 *
 * @throws StudioError `CheckpointFormatError` naming both sizes
 */
export function checkViewSizes(manifest: Pick<CheckpointManifest, "input" | "views">, fixed: FixedSize): void {
  const { input } = manifest;
  for (const { height, width, scale } of viewSizes(input, viewsOf(manifest))) {
    if (takesSize(fixed, { height, width })) continue;
    throw checkpointError(
      "model.onnx",
      `a network that takes pictures of ${height} × ${width}, for views at ${scale} times ${input.height} × ${input.width}`,
      `one for ${fixed.height ?? "any"} × ${fixed.width ?? "any"} alone`,
      "Take views of the network's own size, or export it with free sizes.",
    );
  }
}
