import type { FolderSource } from "../../contracts/datasetService";
import type { ImportedTable } from "../../core/dataset/importers/importer";
import type { Source, SourceListing } from "../sources/source";

/** An accepted proposal as the import desk hands it to the library; whoever takes it closes the source. */
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
