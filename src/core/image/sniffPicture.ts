/** Formats that the studio reads. */
export type PictureFormat = "PNG" | "JPEG" | "WebP" | "GIF" | "BMP" | "TIFF" | "PDF" | "SVG";

export const readableFormats = "PNG, JPEG, WebP, GIF, BMP, SVG, TIFF or PDF";

/** How many bytes `sniffPicture` and `describeBytes` look at. A PDF's header may stand anywhere in the first 1,024. */
export const sniffedBytes = 1024;

/**
 * Tells a picture's format by its first bytes; the file's name is not asked, since it is often wrong.
 *
 * @param head the file's first `sniffedBytes` bytes, fewer where it is shorter
 * @returns null where it is none that the studio reads
 */
export function sniffPicture(head: Uint8Array): PictureFormat | null {
  const text = latin1(head);
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "PNG";
  if (text.startsWith("\xff\xd8\xff")) return "JPEG";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "WebP";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "GIF";
  if (text.startsWith("BM")) return "BMP";
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return "TIFF";
  if (text.includes("%PDF-")) return "PDF";
  return isSvg(text) ? "SVG" : null;
}

/** What the first bytes look like, in words, for a file that is no picture: "a ZIP archive (50 4B 03 04)". */
export function describeBytes(head: Uint8Array): string {
  if (head.length === 0) return "an empty file of 0 bytes";
  const text = latin1(head);
  const kind = lookalikes.find(([pattern]) => pattern.test(text))?.[1] ?? "something else";
  const bytes = [...head.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase());
  return `${kind} (first bytes ${bytes.join(" ")})`;
}

const lookalikes: readonly (readonly [RegExp, string])[] = [
  [/^PK\x03\x04/, "a ZIP archive or an office document"],
  [/^\x1f\x8b/, "a gzip archive"],
  [/^7z\xbc\xaf/, "a 7-Zip archive"],
  [/^Rar!/, "a RAR archive"],
  [/^....ftyp(avif|avis)/s, "an AVIF picture"],
  [/^....ftyp(heic|heix|mif1|msf1)/s, "a HEIC picture"],
  [/^....ftyp/s, "a video"],
  [/^8BPS/, "a Photoshop document"],
  [/^%!PS|^\xc5\xd0\xd3\xc6/, "a PostScript file"],
  [/^\0\0[\x01\x02]\0/, "an icon or cursor"],
  [/^\x00\x00\x00\x0cjP {2}|^\xff\x4f\xff\x51/, "a JPEG 2000 picture"],
  [/^AC10/, "an AutoCAD drawing"],
  [/^\x7fELF|^MZ/, "a program"],
  [/^(\xef\xbb\xbf)?\s*<(!doctype html|html)/i, "a web page"],
  [/^(\xef\xbb\xbf)?\s*<\?xml/i, "an XML file without a drawing"],
  [/^\s*[[{]/, "a JSON file"],
  [/^[^\x00-\x08\x0e-\x1f\x7f]+$/, "plain text"],
];

/** Whether the first element of an XML text is `svg`. Comments, a prolog and a DTD may come first. */
function isSvg(text: string): boolean {
  const body = text.replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "").replaceAll("\0", "");
  if (!/^\s*</.test(body)) return false;
  const first = /<(?![?!])(?:[\w.-]+:)?([\w.-]+)/.exec(body.replace(/<!--[\s\S]*?(-->|$)/g, ""));
  if (first !== null) return first[1] === "svg";
  // A long comment or DTD may push the root beyond what is looked at; its name is in the DOCTYPE.
  return /<!DOCTYPE\s+svg/i.test(body);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, sniffedBytes));
}
