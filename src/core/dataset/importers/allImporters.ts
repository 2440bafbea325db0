import { deepPatentImporter } from "./deepPatentImporter";
import { digixImporter } from "./digixImporter";
import { holidaysImporter } from "./holidaysImporter";
import { identityFoldersImporter } from "./identityFoldersImporter";
import type { Importer } from "./importer";
import { isc21Importer } from "./isc21Importer";
import { itemTableImporter } from "./itemTableImporter";
import { landmarksImporter } from "./landmarksImporter";
import { market1501Importer } from "./market1501Importer";
import { oxfordParisImporter } from "./oxfordParisImporter";
import { picturesImporter } from "./picturesImporter";
import { revisitedOxfordParisImporter } from "./revisitedOxfordParisImporter";
import { taobaoLiveImporter } from "./taobaoLiveImporter";

/** Every layout that the studio knows, one line each. */
export const allImporters: readonly Importer[] = [
  revisitedOxfordParisImporter,
  oxfordParisImporter,
  holidaysImporter,
  isc21Importer,
  digixImporter,
  taobaoLiveImporter,
  landmarksImporter,
  itemTableImporter,
  deepPatentImporter,
  market1501Importer,
  identityFoldersImporter,
  picturesImporter,
];
