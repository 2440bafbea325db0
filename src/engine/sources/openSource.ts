import type { FolderSource } from "../../contracts/datasetService";
import { ArchiveSource } from "./archiveSource";
import { CompanionSource } from "./companionSource";
import { FilesSource } from "./filesSource";
import { FolderHandleSource } from "./folderSource";
import type { Source } from "./source";

/** Opens what a user gave. Nothing is read before its first call. */
export function openSource(source: FolderSource): Source {
  switch (source.kind) {
    case "handle":
      return new FolderHandleSource(source.handle);
    case "archive":
      return new ArchiveSource(source.file, source.name);
    case "files":
      return new FilesSource(source.name, source.files);
    case "companion":
      return new CompanionSource(source.name, source.baseUrl);
  }
}
