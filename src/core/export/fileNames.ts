import { exportError } from "./exportError";

/** How a format calls pictures, which it knows by their files' names alone. */
export interface NameRule {
  /** The name of the picture of a path. */
  readonly nameOf: (path: string) => string;
  readonly pattern: RegExp;
  /** What the pattern asks for, in words. */
  readonly expected: string;
}

/**
 * The names of pictures in a format.
 *
 * @throws StudioError ExportFormatError for a name that the format does not have, or two pictures of one name
 */
export function fileNames(paths: readonly string[], { nameOf, pattern, expected }: NameRule): string[] {
  const firstOf = new Map<string, string>();
  return paths.map((path) => {
    const name = nameOf(path);
    if (!pattern.test(name)) {
      throw exportError(expected, path, "Choose a format that fits this data set; the CSV of each query fits all.");
    }
    const first = firstOf.get(name);
    if (first !== undefined) {
      throw exportError(`one picture of the name ${name}`, `${first} and ${path}`, "Leave one of the two out.");
    }
    firstOf.set(name, path);
    return name;
  });
}
