import type { FolderSource } from "../../contracts/datasetService";
import type { ImportedTable } from "../../core/dataset/importers/importer";
import type { Source, SourceListing } from "../sources/source";

/** A proposal as the import desk hands it to the library; `ImportDesk.discard` closes its source once it is kept. */
export interface TakenImport {
  /** What the user gave: the library keeps handles and addresses of it. */
  readonly given: FolderSource;
  readonly source: Source;
  readonly listing: SourceListing;
  /** Title of the layout. */
  readonly layout: string;
  /** As the user last chose it. */
  readonly table: ImportedTable;
}
