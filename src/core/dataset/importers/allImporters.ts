import { digixImporter } from "./digixImporter";
import { holidaysImporter } from "./holidaysImporter";
import { identityFoldersImporter } from "./identityFoldersImporter";
import type { Importer } from "./importer";
import { isc21Importer } from "./isc21Importer";
import { itemTableImporter } from "./itemTableImporter";
import { oxfordParisImporter } from "./oxfordParisImporter";
import { picturesImporter } from "./picturesImporter";
import { revisitedOxfordParisImporter } from "./revisitedOxfordParisImporter";

/** Every layout that the studio knows, one line each. */
export const allImporters: readonly Importer[] = [
  revisitedOxfordParisImporter,
  oxfordParisImporter,
  holidaysImporter,
  isc21Importer,
  digixImporter,
  itemTableImporter,
  identityFoldersImporter,
  picturesImporter,
];
