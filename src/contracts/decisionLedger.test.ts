import { describe, expect, it } from "vitest";

import type { LedgerEntry } from "../core/duplicates/ledgerEntry";
import { formatLedger, parseKeptEntries, parseLedger } from "./decisionLedger";

const head = {
  schema: 1,
  id: "7c1f5c1e-5f0e-4b6e-9b0a-3a3f6f0c1d2e",
  at: "2026-01-02T03:04:05.678Z",
  author: "Ada",
  checkpoint: { id: "line-art", sha256: "ab".repeat(32) },
  score: 0.75,
  note: "the same lamp,\nturned",
} as const;
const entries: LedgerEntry[] = [
  { ...head, kind: "merge", subject: { kind: "identities", identities: ["a", "b", "c"] } },
  { ...head, kind: "keep-apart", subject: { kind: "identities", identities: ["a", "b"] } },
  { ...head, kind: "same", subject: { kind: "items", items: ["1.png", "2.png"] } },
  { ...head, kind: "different", subject: { kind: "items", items: ["1.png", "2.png"] }, checkpoint: null, score: null },
  { ...head, kind: "unsure", subject: { kind: "items", items: ["1.png", "2.png"] } },
  { ...head, kind: "split", subject: { kind: "parts", identity: "a", parts: [["1.png"], ["2.png", "3.png"]] } },
  { ...head, kind: "undo", subject: { kind: "entry", entry: head.id }, author: "" },
];

const line = (change: object): string => JSON.stringify({ ...entries[0], ...change });
const subject = (identities: unknown): object => ({ subject: { kind: "identities", identities } });
const parts = (...groups: string[][]): object => ({
  kind: "split",
  subject: { kind: "parts", identity: "a", parts: groups },
});

describe("a decision ledger", () => {
  it("comes back from its file as it was, an entry a line", () => {
    const text = formatLedger(entries);
    expect(text.split("\n")).toHaveLength(entries.length + 1);
    expect(parseLedger(text, "a.jsonl")).toEqual(entries);
    expect(parseKeptEntries(entries)).toEqual(entries);
  });

  it("is read with empty lines, a byte order mark and line breaks of either kind", () => {
    expect(parseLedger(`\uFEFF${line({})}\r\n\r\n${line({})}\n`, "a.jsonl")).toHaveLength(2);
    expect(parseLedger("", "a.jsonl")).toEqual([]);
  });

  it.each([
    ["no JSON", "{", "no JSON: {"],
    ["no object", "3", "the line: Invalid input"],
    ["another schema", line({ schema: 2 }), "schema 2, where this studio reads schema 1"],
    ["an unknown kind", line({ kind: "perhaps" }), "kind:"],
    ["no UUID", line({ id: "1" }), "id: Invalid UUID"],
    ["a local time", line({ at: "2026-01-02T03:04:05+01:00" }), "at: Invalid ISO datetime"],
    ["one identity", line(subject(["a"])), "subject.identities"],
    ["an identity twice", line(subject(["a", "a"])), "each identity once"],
    ["items of a merge", line({ subject: { kind: "items", items: ["a", "b"] } }), "subject.kind"],
    ["a single part", line(parts(["1"])), "two parts at least, or none"],
    ["an item in two parts", line(parts(["1"], ["1", "2"])), "each item in one part"],
    ["an unknown field", line({ more: 1 }), "more"],
    ["a short checksum", line({ checkpoint: { id: "a", sha256: "ab" } }), "checkpoint.sha256"],
  ])("is refused by its line for %s", (_, faulty, message) => {
    const read = () => parseLedger(`${line({})}\n\n${faulty}\n`, "a.jsonl");
    expect(read).toThrow("a.jsonl: expected a decision of schema 1 in each line; line 3: ");
    expect(read).toThrow(message);
  });

  it("names ten faulty lines and counts the others", () => {
    expect(() => parseLedger("x\n".repeat(25), "a.csv")).toThrow(/line 10: no JSON: x; and 15 more lines$/);
  });
});
