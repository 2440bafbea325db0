import { damagedError } from "../../core/image/pictureErrors";

/** More pages than any publication has; a longer chain is a damaged or hostile file. */
const mostPages = 10_000;
const newSubfileType = 254;
const imageWidth = 256;
const imageLength = 257;
const valueBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/**
 * Walks a TIFF's chain of directories before a decoder does: one that runs in a circle, or that promises more values
 * than the file has bytes, would keep the decoder busy for ever.
 *
 * @returns how many of them are pages: those with a size, less reduced copies and masks of others
 * @throws StudioError `PictureFormatError`
 * @see TIFF 6.0, section 2
 */
export function checkTiffDirectories(bytes: Uint8Array, name: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[0] === 0x49;
  const seen = new Set<number>();
  let pages = 0;
  for (let offset = bytes.length < 8 ? 0 : view.getUint32(4, isLittle); offset !== 0;) {
    if (seen.has(offset)) throw damagedError(name, "a TIFF whose pages follow one another", "pages in a circle");
    if (seen.size >= mostPages) throw damagedError(name, `a TIFF of at most ${mostPages} pages`, "more");
    seen.add(offset);
    const entries = offset + 2 <= bytes.length ? view.getUint16(offset, isLittle) : 0;
    const end = offset + 2 + entries * 12 + 4;
    if (end > bytes.length) throw damagedError(name, `a TIFF of at least ${end} bytes`, `${bytes.length}`);
    for (let entry = offset + 2; entry < end - 4; entry += 12) checkEntry(view, entry, isLittle, name);
    if (isPage(view, [offset + 2, end - 4], isLittle)) pages++;
    offset = view.getUint32(end - 4, isLittle);
  }
  if (seen.size === 0) throw damagedError(name, "a TIFF with at least one page", `none in ${bytes.length} bytes`);
  return pages;
}

/** As `decodeTiff` decides which directories it draws. @param entries from the first to behind the last */
function isPage(view: DataView, [start, end]: readonly [number, number], isLittle: boolean): boolean {
  const sizes = new Set<number>();
  let subfileType = 0;
  for (let entry = start; entry < end; entry += 12) {
    const tag = view.getUint16(entry, isLittle);
    if (tag === imageWidth || tag === imageLength) sizes.add(tag);
    else if (tag === newSubfileType) subfileType = view.getUint32(entry + 8, isLittle);
  }
  return sizes.size === 2 && (subfileType & 5) === 0;
}

function checkEntry(view: DataView, entry: number, isLittle: boolean, name: string): void {
  const size = valueBytes[view.getUint16(entry + 2, isLittle)] ?? 0;
  const byteLength = size * view.getUint32(entry + 4, isLittle);
  if (byteLength <= 4) return;
  const end = view.getUint32(entry + 8, isLittle) + byteLength;
  if (end > view.byteLength) {
    throw damagedError(
      name,
      `a TIFF of at least ${end} bytes, by tag ${view.getUint16(entry, isLittle)}`,
      `${view.byteLength}`,
    );
  }
}
