/** Bytes `first` to `last` of a file, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part of a file that a Range header asks for, by RFC 9110, section 14.
 *
 * @param size of the file in bytes
 * @returns "whole" where the header asks for nothing that is answered in parts (none, several ranges, other units);
 *   "beyond" where no byte of the file lies in it
 */
export function byteRange(header: string | undefined, size: number): ByteRange | "whole" | "beyond" {
  const asked = /^bytes=(?:-(\d+)|(\d+)-(\d*))$/.exec(header?.trim() ?? "");
  if (asked === null) return "whole";
  const [, lastBytes, from, to] = asked;
  const range = lastBytes === undefined ? between(Number(from), to ?? "", size) : between(Math.max(0, size - Number(lastBytes)), "", size); // prettier-ignore
  if (range.last < range.first && range.first < size) return "whole"; // no range at all
  return range.first >= size ? "beyond" : range;
}

function between(first: number, to: string, size: number): ByteRange {
  return { first, last: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}
