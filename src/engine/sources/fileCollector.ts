import type { ImportFault, SkippedFiles } from "../../core/dataset/importers/importer";
import { checkSourcePath, litterReason } from "../../core/dataset/sourcePath";
import { StudioError } from "../../core/errors";
import type { SourceFile, SourceListing } from "./source";

/** More files than any data set has; a folder that links back into itself would go on for ever. */
const mostFiles = 5_000_000;
const progressMs = 100;

/** Gathers what a source finds, in any order, into a listing that keeps the rules of every source. */
export class FileCollector {
  readonly #files = new Map<string, SourceFile>();
  readonly #skipped = new Map<string, string[]>();
  readonly #faults: ImportFault[] = [];
  readonly #onListed: (files: number) => void;
  #toldAt = 0;

  constructor(onListed: (files: number) => void) {
    this.#onListed = onListed;
  }

  /**
   * Takes a file by the path that its source has for it.
   *
   * @returns the path that it is listed by; null where it is left out as litter or for a path that leads elsewhere
   * @throws LimitExceededError beyond five million files
   */
  add(file: SourceFile): string | null {
    const litter = litterReason(file.path);
    if (litter !== null) return this.#leaveOut(file.path, litter);
    const checked = checkSourcePath(file.path);
    if ("fault" in checked) return this.#refuse(file.path, checked.fault);
    const { path } = checked;
    if (this.#files.has(path))
      return this.#refuse(file.path, `expected one file of this path; found another, left out`);
    this.#files.set(path, path === file.path ? file : { ...file, path });
    this.#tell();
    return path;
  }

  skip(path: string, reason: string): void {
    this.#leaveOut(path, reason);
  }

  fault(file: string, message: string): void {
    this.#refuse(file, message);
  }

  /** The listing. Paths that differ only in case or accents are told by the importers, which know what becomes an item. */
  finish(): SourceListing {
    this.#onListed(this.#files.size);
    const files = [...this.#files.values()].sort(byPath);
    const skipped: SkippedFiles[] = [...this.#skipped].map(([reason, paths]) => ({ reason, paths }));
    return { files, skipped, faults: this.#faults };
  }

  #leaveOut(path: string, reason: string): null {
    const paths = this.#skipped.get(reason);
    if (paths === undefined) this.#skipped.set(reason, [path]);
    else paths.push(path);
    return null;
  }

  #refuse(file: string, message: string): null {
    this.#faults.push({ file, line: null, message });
    return null;
  }

  #tell(): void {
    const { size } = this.#files;
    if (size > mostFiles) {
      throw new StudioError(
        "LimitExceededError",
        `expected a folder of at most ${mostFiles.toLocaleString("en")} files; found more`,
        "If links in the folder lead back into it, remove them; otherwise import its folders one by one.",
      );
    }
    if (size % 256 !== 0 || performance.now() - this.#toldAt < progressMs) return;
    this.#toldAt = performance.now();
    this.#onListed(size);
  }
}

function byPath(a: SourceFile, b: SourceFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
