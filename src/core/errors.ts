/** The closed list of expected failures. A name is what survives a worker's border, so callers compare it, never `instanceof`. */
export type StudioErrorName =
  | "PictureFormatError"
  | "PictureTooLargeError"
  | "ItemTableFormatError"
  | "ImportFormatError"
  | "FolderReadError"
  | "ArchiveFormatError"
  | "ProjectFormatError"
  | "DatasetMissingError"
  | "LockedElsewhereError"
  | "VectorStoreError"
  | "RecipeFormatError"
  | "CheckpointFormatError"
  | "CheckpointMismatchError"
  | "EmbeddingTableFormatError"
  | "DimensionMismatchError"
  | "MeasurementError"
  | "RankRecipeError"
  | "ExportFormatError"
  | "LedgerFormatError"
  | "WebgpuUnavailableError"
  | "DeviceLostError"
  | "WorkerLostError"
  | "StorageFullError"
  | "StorageUnavailableError"
  | "CompanionUnreachableError"
  | "CompanionRefusedError"
  | "RequestFormatError"
  | "JobFailedError"
  | "RunMissingError"
  | "AddressFormatError"
  | "PictureMissingError"
  | "LimitExceededError"
  | "TrainerUnavailableError"
  | "BrowserUnavailableError"
  | "CommandUsageError";

/**
 * A failure that a user can understand and mend.
 *
 * `message` says what was expected and what was found, with the values; `hint` says what to do. Anything that is not a
 * StudioError (or an AbortError) is a bug and reaches the error boundary.
 */
export class StudioError extends Error {
  override readonly name: StudioErrorName;
  readonly hint: string;

  constructor(name: StudioErrorName, message: string, hint: string) {
    super(message);
    this.name = name;
    this.hint = hint;
  }
}

/** What is left of a StudioError after it crossed a worker's border or was read from a log. */
export interface StudioErrorShape {
  readonly name: StudioErrorName;
  readonly message: string;
  readonly hint: string;
}

/** Whether an unknown thrown value is an expected failure, on whichever side of a worker's border it was made. */
export function isStudioError(value: unknown): value is StudioErrorShape {
  return value instanceof Error && "hint" in value && typeof value.hint === "string";
}

/** Whether an unknown thrown value says that the caller itself cancelled. Never shown to a user. */
export function isAbortError(value: unknown): boolean {
  return value instanceof Error && value.name === "AbortError";
}
