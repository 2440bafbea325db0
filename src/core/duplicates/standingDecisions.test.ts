import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { LedgerEntry } from "./ledgerEntry";
import { mergeLedgers } from "./mergeLedgers";
import { standingDecisions } from "./standingDecisions";
import { pairKey } from "./subjectPairs";

const uuid = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`;

/** Entry i, at minute i. */
function head(i: number, minute = i) {
  const at = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
  return { schema: 1, id: uuid(i), at, author: "a", checkpoint: null, score: null, note: "" } as const;
}

const merge = (i: number, ...identities: string[]): LedgerEntry => ({
  ...head(i),
  kind: "merge",
  subject: { kind: "identities", identities },
});
const apart = (i: number, ...identities: string[]): LedgerEntry => ({
  ...head(i),
  kind: "keep-apart",
  subject: { kind: "identities", identities },
});
const unsure = (i: number, ...identities: string[]): LedgerEntry => ({
  ...head(i),
  kind: "unsure",
  subject: { kind: "identities", identities },
});
const undo = (i: number, entry: number, minute = i): LedgerEntry => ({
  ...head(i, minute),
  kind: "undo",
  subject: { kind: "entry", entry: uuid(entry) },
});
const judged = (i: number, kind: "same" | "different", first: string, second: string): LedgerEntry => ({
  ...head(i),
  kind,
  subject: { kind: "items", items: [first, second] },
});

function verdict(entries: readonly LedgerEntry[], first: string, second: string): string | undefined {
  return standingDecisions(entries).verdicts.get(pairKey("identities", first, second))?.kind;
}

const names = fc.constantFrom("a", "b", "c", "d");
/** Ledgers of up to 12 entries in which undos may name anything, themselves and what is missing too. */
const ledgers = fc
  .array(
    fc.record({
      kind: fc.constantFrom("merge", "apart", "unsure", "undo", "split"),
      pair: fc.uniqueArray(names, { minLength: 2, maxLength: 3 }),
      target: fc.integer({ min: 0, max: 13 }),
      minute: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 12 },
  )
  .map((drafts) =>
    drafts.map(({ kind, pair, target, minute }, i): LedgerEntry => {
      if (kind === "undo") return undo(i, target, minute);
      const { at } = head(i, minute);
      if (kind === "split") {
        return { ...head(i), at, kind, subject: { kind: "parts", identity: pair[0]!, parts: [] } };
      }
      return { ...{ merge, apart, unsure }[kind as "merge"](i, ...pair), at };
    }),
  );
const options = { seed: 5, numRuns: 300 };

describe("what stands of a ledger", () => {
  it("is the same for any order of its entries, and for entries that come twice", () => {
    fc.assert(
      fc.property(ledgers, fc.integer(), (entries, seed) => {
        const [shuffled] = fc.sample(fc.shuffledSubarray([...entries, ...entries], { minLength: entries.length * 2 }), {
          seed,
          numRuns: 1,
        });
        expect(standingDecisions(shuffled!)).toEqual(standingDecisions(entries));
      }),
      options,
    );
  });

  it("is what it was before, once an entry is undone", () => {
    fc.assert(
      fc.property(ledgers, (entries) => {
        const target = entries.length;
        const before = entries.filter((entry) => entry.kind !== "undo" || entry.subject.entry !== uuid(target));
        const { decisions, verdicts, contradictions } = standingDecisions(before);
        const after = standingDecisions([...before, merge(target, "a", "d"), undo(50, target)]);
        expect(after).toMatchObject({ decisions, contradictions });
        expect(after.verdicts).toEqual(verdicts);
      }),
      options,
    );
  });

  it("is what it was before, once an undo is undone", () => {
    fc.assert(
      fc.property(ledgers, fc.integer({ min: 0, max: 11 }), (entries, target) => {
        const { decisions } = standingDecisions(entries);
        expect(standingDecisions([...entries, undo(50, target), undo(51, 50)]).decisions).toEqual(decisions);
      }),
      options,
    );
  });

  it("has every decision either standing or undone, as a plain reading of the undos says", () => {
    fc.assert(
      fc.property(ledgers, (entries) => {
        const stands = (entry: LedgerEntry, passed: readonly string[]): boolean =>
          !entries.some(
            (other) =>
              other.kind === "undo" &&
              other.subject.entry === entry.id &&
              !leadsTo(other, other.id, []) &&
              !passed.includes(other.id) &&
              stands(other, [...passed, other.id]),
          );
        const leadsTo = (from: LedgerEntry, id: string, passed: readonly string[]): boolean => {
          if (from.kind !== "undo") return false;
          const { entry } = from.subject;
          const next = entries.find((other) => other.id === entry);
          return (
            entry === id || (next !== undefined && !passed.includes(entry) && leadsTo(next, id, [...passed, entry]))
          );
        };
        const expected = entries.filter((entry) => entry.kind !== "undo" && stands(entry, [])).map(({ id }) => id);
        expect(
          standingDecisions(entries)
            .decisions.map(({ id }) => id)
            .sort(),
        ).toEqual(expected.sort());
      }),
      options,
    );
  });

  it("counts an undo that a slow clock dates before its entry", () => {
    expect(verdict([merge(5, "a", "b"), undo(6, 5, 1)], "a", "b")).toBeUndefined();
  });

  it("takes no count of undos in a circle, and names those whose entry is missing", () => {
    const { decisions, unmatched } = standingDecisions([merge(0, "a", "b"), undo(1, 2), undo(2, 1), undo(3, 40)]);
    expect(decisions).toHaveLength(1);
    expect(unmatched.map(({ id }) => id)).toEqual([uuid(3)]);
  });

  it("follows a chain of 20,000 undos", () => {
    const entries = [merge(0, "a", "b"), ...Array.from({ length: 20_000 }, (_, i) => undo(i + 1, i))];
    expect(standingDecisions(entries).decisions).toHaveLength(1);
    expect(standingDecisions(entries.slice(0, -1)).decisions).toHaveLength(0);
  });
});

describe("the verdict of a pair", () => {
  it("is the latest, whichever of the two is named first", () => {
    const entries = [unsure(0, "a", "b"), merge(1, "b", "a")];
    expect(verdict(entries, "a", "b")).toBe("merge");
    expect(verdict([...entries, unsure(2, "a", "b")], "b", "a")).toBe("unsure");
  });

  it("stays apart against a later merge, until that is undone", () => {
    const entries = [apart(0, "a", "b"), merge(1, "a", "b"), unsure(2, "a", "b")];
    expect(verdict(entries, "a", "b")).toBe("keep-apart");
    expect(verdict([...entries, undo(3, 0)], "a", "b")).toBe("unsure");
    expect(verdict([...entries, undo(3, 0), undo(4, 2)], "a", "b")).toBe("merge");
  });

  it("is of each pair among several identities", () => {
    const { verdicts } = standingDecisions([apart(0, "a", "b", "c")]);
    expect([...verdicts.keys()]).toEqual([
      pairKey("identities", "a", "b"),
      pairKey("identities", "a", "c"),
      pairKey("identities", "b", "c"),
    ]);
  });

  it("is of items apart from identities of the same names", () => {
    const { verdicts } = standingDecisions([judged(0, "different", "a", "b"), merge(1, "a", "b")]);
    expect([...verdicts.values()].map(({ kind }) => kind)).toEqual(["different", "merge"]);
  });
});

describe("contradictions", () => {
  it("name the shortest way by which two that are kept apart are joined", () => {
    const chain = [merge(0, "a", "b"), merge(1, "b", "c"), merge(2, "c", "d"), merge(3, "b", "d")];
    const { contradictions } = standingDecisions([...chain, apart(4, "d", "a")]);
    expect(contradictions).toEqual([
      { kind: "identities", first: "d", second: "a", apart: apart(4, "d", "a"), joined: [chain[3], chain[0]] },
    ]);
  });

  it("end when either side is undone", () => {
    const entries = [merge(0, "a", "b", "c"), apart(1, "a", "c")];
    expect(standingDecisions(entries).contradictions).toHaveLength(1);
    expect(standingDecisions([...entries, undo(2, 0)]).contradictions).toEqual([]);
    expect(standingDecisions([...entries, undo(2, 1)]).contradictions).toEqual([]);
  });

  it("are found among items too", () => {
    const entries = [judged(0, "same", "1", "2"), judged(1, "same", "2", "3"), judged(2, "different", "3", "1")];
    const [found] = standingDecisions(entries).contradictions;
    expect(found).toMatchObject({ kind: "items", joined: [entries[1], entries[0]] });
  });
});

describe("two copies of a ledger", () => {
  it("are one by time, the same whichever comes first, and merging again changes nothing", () => {
    fc.assert(
      fc.property(ledgers, fc.integer({ min: 0, max: 12 }), (entries, cut) => {
        const [ours, theirs] = [entries.slice(0, cut + 2), entries.slice(cut)];
        const merged = mergeLedgers(ours, theirs);
        expect(mergeLedgers(theirs, ours)).toEqual(merged);
        expect(mergeLedgers(merged, ours)).toEqual(merged);
        expect(new Set(merged.map(({ id }) => id)).size).toBe(merged.length);
        const times = merged.map(({ at }) => Date.parse(at));
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      options,
    );
  });

  it("are refused where an entry was edited, with its id", () => {
    const edited = { ...merge(3, "a", "b"), note: "edited" };
    expect(() => mergeLedgers([merge(3, "a", "b")], [edited])).toThrow(`the entry ${uuid(3)}`);
    const reordered = Object.fromEntries(Object.entries(merge(3, "a", "b")).reverse()) as unknown as LedgerEntry;
    expect(mergeLedgers([merge(3, "a", "b")], [reordered])).toHaveLength(1);
  });
});
