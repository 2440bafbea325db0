// Picture facts as records of a journal: 64 bytes of numbers and two texts for each picture.
import { colorModes, hashBytes, type PackedFacts } from "../../core/dataset/health/factColumns";
import type { ItemId } from "../../core/dataset/item";
import type { PictureFacts } from "../../core/dataset/pictureFacts";

const numberBytes = 68;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes facts as one record. */
export function formatFacts(facts: readonly PictureFacts[]): Uint8Array<ArrayBuffer> {
  const texts = facts.map(({ itemId, fault }) => [encoder.encode(itemId), encoder.encode(fault)] as const);
  const size = texts.reduce((sum, [path, fault]) => sum + numberBytes + path.length + fault.length, 0);
  const record = new Uint8Array(size);
  const view = new DataView(record.buffer);
  let at = 0;
  facts.forEach((fact, i) => {
    const [path, fault] = texts[i]!;
    view.setFloat64(at, fact.bytes, true);
    view.setFloat64(at + 8, fact.modified, true);
    record.set(hashBytes(fact.sha256), at + 16);
    view.setUint32(at + 48, fact.width, true);
    view.setUint32(at + 52, fact.height, true);
    view.setFloat32(at + 56, fact.ink, true);
    view.setUint8(at + 60, colorModes.indexOf(fact.color));
    view.setUint8(at + 61, fact.isBlank ? 1 : 0);
    view.setUint16(at + 62, path.length, true);
    view.setUint32(at + 64, fault.length, true);
    record.set(path, at + numberBytes);
    record.set(fault, at + numberBytes + path.length);
    at += numberBytes + path.length + fault.length;
  });
  return record;
}

/** Reads the facts of one record. */
export function* parseFacts(record: Uint8Array<ArrayBuffer>): Generator<PackedFacts, undefined> {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  for (let at = 0; at < record.length;) {
    const pathEnd = at + numberBytes + view.getUint16(at + 62, true);
    const end = pathEnd + view.getUint32(at + 64, true);
    yield {
      itemId: decoder.decode(record.subarray(at + numberBytes, pathEnd)) as ItemId,
      bytes: view.getFloat64(at, true),
      modified: view.getFloat64(at + 8, true),
      hash: record.subarray(at + 16, at + 48),
      width: view.getUint32(at + 48, true),
      height: view.getUint32(at + 52, true),
      ink: view.getFloat32(at + 56, true),
      color: colorModes[view.getUint8(at + 60)] ?? "color",
      isBlank: view.getUint8(at + 61) === 1,
      fault: decoder.decode(record.subarray(pathEnd, end)),
    };
    at = end;
  }
  return undefined;
}
