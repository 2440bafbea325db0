import type { DatasetId, DatasetRecord } from "../../core/dataset/datasetRecord";
import type { PackedItems } from "../../core/dataset/packedItems";

/** What a picture was when somebody last looked at it, by row of `readItems`. For finding stale vectors. */
export interface PictureStamps {
  /** Bytes of the file; 0 where nobody looked. */
  readonly bytes: Float64Array<ArrayBuffer>;
  /** Milliseconds since 1970; 0 where nobody looked or the source does not tell. */
  readonly modified: Float64Array<ArrayBuffer>;
  /** [count, 32] of the file's bytes and the page; all 0 where nobody read it. */
  readonly sha256: Uint8Array<ArrayBuffer>;
}

/** The data sets of the library as its other parts read them. */
export interface DatasetFiles {
  /** The folder of a data set in the origin's private file system. @throws StudioError DatasetMissingError */
  folder(dataset: DatasetId): Promise<FileSystemDirectoryHandle>;
  /** Its path from the storage's root, with `/` between and none at the end, for TableSource "opfs". */
  path(dataset: DatasetId): string;
  /** @throws StudioError DatasetMissingError, ProjectFormatError for a record of another version */
  readRecord(dataset: DatasetId): Promise<DatasetRecord>;
  /** Living items in the item table's order. The arrays are shared: whoever hands them to another thread copies them. */
  readItems(dataset: DatasetId): Promise<PackedItems>;
  readStamps(dataset: DatasetId): Promise<PictureStamps>;
}
