/** Why a pickle cannot be read; `readPickle` makes a StudioError of it that names the file. */
export class PickleFault extends Error {}

/** Reads the operands of a pickle's instructions, one after another. Every length is checked against what is left. */
export class PickleReader {
  at = 0;
  readonly #view: DataView;

  constructor(private readonly source: Uint8Array<ArrayBuffer>) {
    this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  }

  /** The next byte, 0 to 255. */
  byte(): number {
    return this.#view.getUint8(this.#take(1));
  }

  /** An unsigned integer of 2 or 4 bytes, little-endian. */
  uint(size: 2 | 4): number {
    const at = this.#take(size);
    return size === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** Eight bytes as a length. */
  uint64(): number {
    return safeInteger(this.#view.getBigUint64(this.#take(8), true));
  }

  /** Eight bytes, big-endian. */
  float64(): number {
    return this.#view.getFloat64(this.#take(8), false);
  }

  /** A signed integer of any number of bytes, little-endian; none stand for 0. */
  long(size: number): number {
    const bytes = this.bytes(size);
    const unsigned = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return safeInteger(BigInt.asIntN(size * 8, unsigned));
  }

  bytes(size: number): Uint8Array<ArrayBuffer> {
    const start = this.#take(size);
    return this.source.slice(start, start + size);
  }

  latin1(size: number): string {
    return latin1OfBytes(this.bytes(size));
  }

  utf8(size: number): string {
    const bytes = this.bytes(size);
    if (bytes.every((byte) => byte < 128)) return latin1OfBytes(bytes);
    try {
      // The one decoder that every JavaScript has; it refuses what is no UTF-8.
      return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
    } catch {
      throw new PickleFault(`the text before byte ${this.at} is no UTF-8`);
    }
  }

  /** The text up to the next line break, which is passed over. Latin-1. */
  line(): string {
    const end = this.source.indexOf(10, this.at);
    if (end < 0) throw new PickleFault(`the line at byte ${this.at} never ends`);
    const text = this.latin1(end - this.at);
    this.at++;
    return text;
  }

  /** A line with an integer; "00" and "01" are how protocol 0 writes booleans. */
  decimalOrBoolean(): number | boolean {
    const text = this.line();
    return text === "00" ? false : text === "01" ? true : decimal(text);
  }

  /** A line with an integer, with or without the "L" of Python 2's long integers. */
  decimal(): number {
    return decimal(this.line().replace(/L$/, ""));
  }

  decimalFloat(): number {
    const text = this.line();
    const value = text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
    if (text !== "nan" && (text === "" || Number.isNaN(value)))
      throw new PickleFault(`expected a number, found "${text}"`);
    return value;
  }

  /** A line with a quoted text as Python's repr writes it. */
  quotedLine(): string {
    const text = this.line();
    const quoted = /^(['"])(.*)\1$/s.exec(text);
    if (quoted === null) throw new PickleFault(`expected a quoted text, found ${text.slice(0, 40)}`);
    return (quoted[2] ?? "").replace(/\\(x[\da-fA-F]{2}|[\\'"nrt])/g, (_, escape: string) =>
      escape.startsWith("x") ? String.fromCharCode(parseInt(escape.slice(1), 16)) : (plainEscapes[escape] ?? escape),
    );
  }

  /** A line with a text in Python's raw-unicode-escape. */
  escapedLine(): string {
    return this.line().replace(/\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g, (_, short?: string, long?: string) =>
      String.fromCodePoint(Math.min(parseInt(short ?? long ?? "0", 16), 0x10ffff)),
    );
  }

  #take(size: number): number {
    const start = this.at;
    if (size < 0 || size > this.source.length - start) {
      throw new PickleFault(`expected ${size} bytes at byte ${start}, found ${this.source.length - start}`);
    }
    this.at += size;
    return start;
  }
}

/** One character a byte, U+0000 to U+00FF. */
export function latin1OfBytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The bytes of a text without characters above U+00FF. @throws PickleFault for one with them */
export function bytesOfLatin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    if (code > 255) throw new PickleFault(`bytes are written as a text with "${character}" in it`);
    return code;
  });
}

/** @throws PickleFault beyond 2^53, where doubles have gaps */
export function safeInteger(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER)) {
    throw new PickleFault(`the integer ${value} is too large`);
  }
  return Number(value);
}

const plainEscapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function decimal(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new PickleFault(`expected an integer, found "${text.slice(0, 40)}"`);
  return safeInteger(BigInt(text));
}
