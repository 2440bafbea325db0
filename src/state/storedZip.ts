import { zipSync } from "fflate";

// No date of its own: the same results give the same file, byte for byte.
const mtime = "1980-01-01T00:00:00";

/** A zip of files, stored and not compressed, as `numpy.savez` writes .npz; names are those in the zip. */
export function storedZip(files: Readonly<Record<string, Uint8Array>>): Blob {
  return new Blob([zipSync(files, { level: 0, mtime })], { type: "application/zip" });
}
