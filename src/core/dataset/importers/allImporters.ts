import { identityFoldersImporter } from "./identityFoldersImporter";
import { holidays } from "./holidays";
import type { Importer } from "./importer";
import { itemTableImporter } from "./itemTableImporter";
import { picturesImporter } from "./picturesImporter";
import { oxfordParis } from "./oxfordParis";
import { revisitedOxfordParis } from "./revisitedOxfordParis";

/** Every layout that the studio knows, one line each. */
export const allImporters: readonly Importer[] = [
  revisitedOxfordParis,
  oxfordParis,
  holidays,
  itemTableImporter,
  identityFoldersImporter,
  picturesImporter,
];
