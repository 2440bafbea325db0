import { StudioError } from "../errors";

/** The error of results that do not fit a format: what it expects and what was found. */
export function exportError(expected: string, found: string, hint: string): StudioError {
  return new StudioError("ExportFormatError", `expected ${expected}; found ${found}`, hint);
}
