// The little of protobuf's wire format that it takes to keep some parts of a message and leave others out.
// https://protobuf.dev/programming-guides/encoding

/** One field of a message, as it stands in its bytes. */
export interface ProtobufField {
  readonly number: number;
  /** Tag and value, to be copied. */
  readonly whole: Uint8Array;
  /** What a field of wire type 2 holds (text, bytes, a message); empty for numbers. */
  readonly content: Uint8Array;
}

/**
 * The fields of a message, in their order.
 *
 * @throws Error where the bytes are no message
 */
export function readFields(message: Uint8Array): ProtobufField[] {
  const fields: ProtobufField[] = [];
  for (let at = 0; at < message.length;) {
    const start = at;
    const [tag, afterTag] = readVarint(message, at);
    const [contentAt, end] = spanOfValue(message, afterTag, tag & 7);
    if (end > message.length)
      throw new Error(`protobuf: a field at ${start} ends at ${end} of ${message.length} bytes`);
    const content = message.subarray(contentAt, (tag & 7) === 2 ? end : contentAt);
    fields.push({ number: Math.floor(tag / 8), whole: message.subarray(start, end), content });
    at = end;
  }
  return fields;
}

/** Where a value's content begins, and where the value ends. */
function spanOfValue(message: Uint8Array, at: number, wireType: number): [content: number, end: number] {
  switch (wireType) {
    case 0:
      return [at, readVarint(message, at)[1]];
    case 1:
      return [at, at + 8];
    case 2: {
      const [length, content] = readVarint(message, at);
      return [content, content + length];
    }
    case 5:
      return [at, at + 4];
    default:
      throw new Error(`protobuf: wire type ${wireType} at ${at}`);
  }
}

/** A number and where it ends. Lengths and tags are far below 2^53. */
function readVarint(message: Uint8Array, at: number): [value: number, end: number] {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = message[at + i];
    if (byte === undefined) break;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return [value, at + i + 1];
  }
  throw new Error(`protobuf: a number at ${at} does not end`);
}

/** A field of wire type 2: text, bytes or a message. */
export function writeField(number: number, content: Uint8Array | string): Uint8Array<ArrayBuffer> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return joinBytes([writeVarint(number * 8 + 2), writeVarint(bytes.length), bytes]);
}

/** A number as a field of wire type 0. */
export function writeNumber(number: number, value: number): Uint8Array<ArrayBuffer> {
  return joinBytes([writeVarint(number * 8), writeVarint(value)]);
}

function writeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.of(...bytes, rest);
    bytes.push((rest % 128) + 128);
  }
}

/** All parts in one. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The text that a field holds. */
export function textOf({ content }: ProtobufField): string {
  return new TextDecoder().decode(content);
}
