import type { Importer } from "./importer";

/** Every layout that the studio knows, one line each. */
export const allImporters: readonly Importer[] = [];
