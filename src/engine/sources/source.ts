import type { CancelSignal } from "../../core/cancelSignal";
import type { ImportFault, SkippedFiles } from "../../core/dataset/importers/importer";

/** A file as a source names it, before it is opened. */
export interface SourceFile {
  /** Relative to the source, with `/`; never absolute, without `.` and `..` parts. */
  readonly path: string;
  /** Null where the source does not tell before the file is read: folders of the disk would have to open each one. */
  readonly bytes: number | null;
  /** Milliseconds since 1970; null where the source does not tell before the file is read. */
  readonly modified: number | null;
}

/** What lies in a source. */
export interface SourceListing {
  /** In ascending order of path (by UTF-16 unit); paths are unique. */
  readonly files: readonly SourceFile[];
  /** What is left out and why: litter of operating systems, links, names that lead out of the folder. */
  readonly skipped: readonly SkippedFiles[];
  /** What is wrong with single files or folders; reading went on behind it. */
  readonly faults: readonly ImportFault[];
}

/** A folder, an archive, files or a companion's folder, wherever it lies. Nothing is ever written to it. */
export interface Source {
  /** The folder's or archive's own name, without extension. */
  readonly name: string;
  /**
   * Lists all files. What was listed before is forgotten.
   *
   * @param onListed hears how many files were found so far, at most ten times a second
   * @throws FolderReadError where the folder itself cannot be read, ArchiveFormatError, CompanionUnreachableError;
   * an AbortError when `signal` asks
   */
  list(signal: CancelSignal, onListed: (files: number) => void): Promise<SourceListing>;
  /**
   * The file of a path, listed or not.
   *
   * @throws PictureMissingError if it is gone, FolderReadError where permission was withdrawn or it changed,
   * ArchiveFormatError where an archive's file is damaged, encrypted or larger than it says
   */
  open(path: string): Promise<Blob>;
  close(): void;
}
