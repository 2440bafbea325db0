import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { CheckpointId } from "./checkpointManifest";
import { formatJournalLine, type JournalBlock, type JournalEntry, type JournalHead, readJournal } from "./tableJournal";

const head: JournalHead = {
  schema: 1,
  checkpoint: { id: "tiny" as CheckpointId, sha256: "ab", dimension: 4 },
  promised: 0,
};

const block: JournalBlock = {
  kind: "block",
  items: ["a/1.png", "Zeichnung ü.png"],
  bytes: [10, 20],
  modified: [1_700_000_000_000, 0],
  failures: [{ itemId: "broken\n.png", message: "damaged" }],
  backend: "WASM SIMD",
  batch: 1,
  checksum: 0xffffffff,
};

function join(values: readonly (JournalHead | JournalEntry)[]): Uint8Array<ArrayBuffer> {
  const lines = values.map(formatJournalLine);
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length, 0));
  let at = 0;
  for (const line of lines) {
    bytes.set(line, at);
    at += line.length;
  }
  return bytes;
}

const names = fc.string({ unit: "binary", maxLength: 20 });
const entries: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({ kind: fc.constant("forgotten" as const), items: fc.array(names) }),
  fc.array(fc.tuple(names, fc.nat(), fc.nat()), { maxLength: 5 }).chain((rows) =>
    fc.record({
      kind: fc.constant("block" as const),
      items: fc.constant(rows.map(([item]) => item)),
      bytes: fc.constant(rows.map(([, bytes]) => bytes)),
      modified: fc.constant(rows.map(([, , modified]) => modified)),
      failures: fc.array(fc.record({ itemId: names, message: names }), { maxLength: 3 }),
      backend: names,
      batch: fc.nat(64),
      checksum: fc.nat(),
    }),
  ),
);

describe("a table's journal", () => {
  it("gives back what was written, and where each entry ends", () => {
    const bytes = join([head, block, { kind: "forgotten", items: ["a/1.png"] }]);
    const read = readJournal(bytes, "journal");
    expect(read.head).toEqual(head);
    expect(read.entries).toEqual([block, { kind: "forgotten", items: ["a/1.png"] }]);
    expect(read.ends.at(-1)).toBe(bytes.length);
    expect(read.headEnd).toBe(formatJournalLine(head).length);
  });

  it("drops a torn end wherever it was cut, and keeps every whole entry", () => {
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 6 }), fc.nat(), (values, cutSeed) => {
        const bytes = join([head, ...values]);
        const cut = cutSeed % (bytes.length + 1);
        const read = readJournal(bytes.subarray(0, cut), "journal");
        const whole = readJournal(bytes, "journal");
        expect(whole.entries).toEqual(values);
        const kept = whole.ends.filter((end) => end <= cut).length;
        expect(read.entries).toEqual(values.slice(0, kept));
        expect(read.head === null).toBe(cut < whole.headEnd);
      }),
    );
  });

  it("ends at the first line whose bytes have changed", () => {
    fc.assert(
      fc.property(
        fc.array(entries, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (values, placeSeed, change) => {
          // prettier-ignore
          const bytes = join([head, ...values]);
          const { headEnd, ends } = readJournal(bytes, "journal");
          const place = headEnd + (placeSeed % (bytes.length - headEnd));
          bytes[place] = (bytes[place] ?? 0) ^ change;
          const damaged = ends.findIndex((end) => place < end);
          expect(readJournal(bytes, "journal").entries).toEqual(values.slice(0, damaged));
        },
      ),
    );
  });

  it("names both numbers for another schema", () => {
    const other = formatJournalLine({ ...head, schema: 7 as 1 });
    expect(() => readJournal(other, "drawings by tiny")).toThrow(/drawings by tiny: expected schema 1.*found 7/);
  });

  it("refuses a sound line that is no entry", () => {
    const odd = { kind: "block", items: ["a"] } as unknown as JournalEntry;
    expect(() => readJournal(join([head, block, odd]), "journal")).toThrow(/line 3/);
  });

  it("has no head where the file is empty", () => {
    expect(readJournal(new Uint8Array(), "journal")).toEqual({ head: null, entries: [], ends: [], headEnd: 0 });
  });
});
