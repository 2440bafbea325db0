/** Texts one after another in one array: crosses a worker's border as two copies of memory, however many there are. */
export interface PackedTexts {
  /** UTF-16 units of all texts, without separators; a byte each where no unit is above 255, as in most paths. */
  readonly units: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  /** `ends[i]` is where text i ends in `units`; it begins where the one before ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Packs texts in their order. */
export function packTexts(texts: readonly string[]): PackedTexts {
  const ends = new Uint32Array(texts.length);
  let end = 0;
  texts.forEach((text, i) => (ends[i] = end += text.length));
  const isNarrow = texts.every((text) => /^[\0-\xff]*$/.test(text));
  const units = isNarrow ? new Uint8Array(end) : new Uint16Array(end);
  let at = 0;
  for (const text of texts) for (let i = 0; i < text.length; i++) units[at++] = text.charCodeAt(i);
  return { units, ends };
}

/** How many texts there are. */
export function textCount(texts: PackedTexts): number {
  return texts.ends.length;
}

/** Text i; "" beyond the last. */
export function textAt({ units, ends }: PackedTexts, i: number): string {
  const end = ends[i] ?? 0;
  let text = "";
  for (let at = i === 0 ? 0 : (ends[i - 1] ?? 0); at < end; at++) text += String.fromCharCode(units[at] ?? 0);
  return text;
}

/** All texts. */
export function unpackTexts(texts: PackedTexts): string[] {
  return Array.from({ length: textCount(texts) }, (_, i) => textAt(texts, i));
}

/** Whether text i is `text`, without making a string of it. */
export function isTextAt({ units, ends }: PackedTexts, i: number, text: string): boolean {
  const start = i === 0 ? 0 : (ends[i - 1] ?? 0);
  if ((ends[i] ?? 0) - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (units[start + at] !== text.charCodeAt(at)) return false;
  return true;
}
