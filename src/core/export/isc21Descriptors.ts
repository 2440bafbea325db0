import { exportError } from "./exportError";
import { fileNames } from "./fileNames";
import { isc21Queries, isc21References } from "./isc21Predictions";
import { npyOfAscii, npyOfFloats } from "./npyBytes";

/** The vectors of named pictures. */
export interface NamedVectors {
  /** Paths, length N. */
  readonly ids: readonly string[];
  /** [N, D]. */
  readonly vectors: Float32Array;
}

/** The challenge allows no longer descriptors. */
const mostDimensions = 256;

/**
 * ISC21's descriptors as files of an .npz, by the names of the challenge's HDF5: `query` [Q, D] and `reference` [R, D],
 * float32, `query_ids` [Q] and `reference_ids` [R].
 *
 * @throws StudioError ExportFormatError for more than 256 dimensions, or pictures that are not named as the challenge's
 */
export function isc21Descriptors(
  queries: NamedVectors,
  references: NamedVectors,
): Record<string, Uint8Array<ArrayBuffer>> {
  const dimension = references.vectors.length / references.ids.length;
  if (queries.vectors.length !== dimension * queries.ids.length) throw new Error("vectors of two dimensions");
  if (dimension > mostDimensions) {
    throw exportError(
      `descriptors of at most ${mostDimensions} dimensions, as ISC21 allows`,
      `${dimension}`,
      `Reduce the checkpoint's vectors, by whitening to ${mostDimensions} dimensions for one.`,
    );
  }
  return {
    "query.npy": npyOfFloats(queries.vectors, [queries.ids.length, dimension]),
    "reference.npy": npyOfFloats(references.vectors, [references.ids.length, dimension]),
    "query_ids.npy": npyOfAscii(fileNames(queries.ids, isc21Queries)),
    "reference_ids.npy": npyOfAscii(fileNames(references.ids, isc21References)),
  };
}
