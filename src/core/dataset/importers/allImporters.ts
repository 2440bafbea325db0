import { identityFoldersImporter } from "./identityFoldersImporter";
import type { Importer } from "./importer";
import { itemTableImporter } from "./itemTableImporter";
import { picturesImporter } from "./picturesImporter";

/** Every layout that the studio knows, one line each. */
export const allImporters: readonly Importer[] = [itemTableImporter, identityFoldersImporter, picturesImporter];
