import type { CancelSignal } from "../../core/cancelSignal";
import { FileCollector } from "./fileCollector";
import { missingError } from "./readError";
import type { Source, SourceListing } from "./source";

/** Files that came one by one, with the paths they had in their folder. */
export class FilesSource implements Source {
  readonly name: string;
  #files: ReadonlyMap<string, Blob>;
  /** Files by the paths that they are listed by, which leave out parts that say nothing. */
  #listed = new Map<string, Blob>();

  constructor(name: string, files: ReadonlyMap<string, Blob>) {
    this.name = name;
    this.#files = files;
  }

  list(signal: CancelSignal, onListed: (files: number) => void): Promise<SourceListing> {
    const collector = new FileCollector(onListed);
    this.#listed = new Map();
    for (const [written, file] of this.#files) {
      signal.throwIfAborted();
      const modified = "lastModified" in file ? (file as File).lastModified : null;
      const path = collector.add({ path: written, bytes: file.size, modified });
      if (path !== null) this.#listed.set(path, file);
    }
    return Promise.resolve(collector.finish());
  }

  open(path: string): Promise<Blob> {
    const file = this.#listed.get(path) ?? this.#files.get(path);
    return file === undefined ? Promise.reject(missingError(`${this.name}/${path}`)) : Promise.resolve(file);
  }

  close(): void {
    this.#files = new Map();
    this.#listed.clear();
  }
}
