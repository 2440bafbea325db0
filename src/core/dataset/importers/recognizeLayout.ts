import { allImporters } from "./allImporters";
import type { FolderView, Importer, Recognition } from "./importer";

/** A layout that fits a folder. */
export interface RecognizedLayout extends Recognition {
  readonly importer: Importer;
}

/**
 * Every layout that fits a folder, the surest first; equally sure ones in the order of `allImporters`. A folder with one
 * picture or one table always fits a layout; one with neither fits none.
 *
 * @throws StudioError FolderReadError if the folder cannot be read any more
 */
export async function recognizeLayout(folder: FolderView): Promise<RecognizedLayout[]> {
  const layouts: RecognizedLayout[] = [];
  for (const importer of allImporters) {
    const recognition = await importer.recognize(folder);
    if (recognition !== null) layouts.push({ importer, ...recognition });
  }
  return layouts.sort((a, b) => b.confidence - a.confidence);
}
