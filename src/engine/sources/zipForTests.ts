// Zip archives for tests, written by hand: no library writes absolute paths, lies about sizes or shares bytes.
import { deflateSync } from "fflate";

import { crc32 } from "./crc32";

/** A file of an archive, and what its headers should say that is not so. */
export interface ZipFile {
  /** Bytes are written as they are, without the flag for UTF-8. */
  readonly name: string | Uint8Array;
  readonly content?: Uint8Array;
  /** 0: stored, 8: deflated; anything else is only claimed. */
  readonly method?: number;
  readonly flags?: number;
  /** The system that made it: 0 for DOS and Windows, 3 for Unix. */
  readonly madeBy?: number;
  readonly attributes?: number;
  readonly claimedBytes?: number;
  readonly crc?: number;
  /** Stands in the place of the packed content. */
  readonly raw?: Uint8Array;
  readonly sharesBytesOfFirst?: boolean;
}

const utf8Flag = 0x800;

/** Writes an archive. @see APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16 */
export function makeZip(files: readonly ZipFile[]): Blob {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let end = 0;
  for (const file of files) {
    const { local, central } = headersOf(file, file.sharesBytesOfFirst === true ? 0 : end);
    directory.push(central);
    if (file.sharesBytesOfFirst === true) continue;
    locals.push(local);
    end += local.length;
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const tail = fields([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, directoryBytes], [4, end], [2, 0]); // prettier-ignore
  return new Blob([...locals, ...directory, tail] as BlobPart[]);
}

function headersOf(file: ZipFile, offset: number): { readonly local: Uint8Array; readonly central: Uint8Array } {
  const { content = new Uint8Array(), method = 0, flags = 0, madeBy = 3, attributes = 0 } = file;
  const isText = typeof file.name === "string";
  const name = isText ? new TextEncoder().encode(file.name) : file.name;
  const packed = file.raw ?? (method === 8 ? deflateSync(content) : content);
  const common = fields(
    [2, 20],
    [2, flags | (isText ? utf8Flag : 0)],
    [2, method],
    [4, 0x21 << 16],
    [4, file.crc ?? crc32(content, 0)],
    [4, packed.length],
    [4, file.claimedBytes ?? content.length],
    [2, name.length],
    [2, 0],
  );
  return {
    local: join(fields([4, 0x04034b50]), common, name, packed),
    central: join(
      fields([4, 0x02014b50], [2, (madeBy << 8) | 20]),
      common,
      fields([2, 0], [2, 0], [2, 0], [4, attributes], [4, offset]),
      name,
    ),
  };
}

function fields(...values: readonly (readonly [bytes: number, value: number])[]): Uint8Array {
  return Uint8Array.from(values.flatMap(([bytes, value]) => Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255))); // prettier-ignore
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
