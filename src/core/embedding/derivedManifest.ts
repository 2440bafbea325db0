import { StudioError } from "../errors";
import type { CheckpointId, CheckpointManifest } from "./checkpointManifest";
import { type EmbeddingViews, isPlain, plainViews } from "./embeddingViews";
import { viewsSlug, viewsWords } from "./viewsWords";

/** The views of a checkpoint; plain ones where its manifest says nothing. */
export function viewsOf({ views }: Pick<CheckpointManifest, "views">): EmbeddingViews {
  return views ?? plainViews;
}

/**
 * The manifest of the same weights with views. It has an id of its own, by which tables of embeddings are told apart, and no
 * metrics, as none were measured with these views.
 *
 * @param createdAt ISO 8601
 * @throws StudioError CheckpointFormatError where the checkpoint has views already, or none are asked for
 */
export function derivedManifest(
  manifest: CheckpointManifest,
  views: EmbeddingViews,
  createdAt: string,
): CheckpointManifest {
  const { id, name } = manifest;
  if (!isPlain(viewsOf(manifest))) {
    throw new StudioError(
      "CheckpointFormatError",
      `${id} has views already (${viewsWords(viewsOf(manifest)).join(", ")}); expected none`,
      `Add views to ${manifest.parent ?? "the checkpoint"}, which it was made from.`,
    );
  }
  if (isPlain(views)) {
    throw new StudioError(
      "CheckpointFormatError",
      `expected views to add to ${id}; found the plain one alone`,
      "Choose a flip, a rotation, another size or a filter.",
    );
  }
  return {
    ...manifest,
    id: `${id}.views-${viewsSlug(views)}` as CheckpointId,
    name: `${name}, ${viewsWords(views).join(", ")}`,
    parent: id,
    createdAt,
    metrics: [],
    views,
  };
}
