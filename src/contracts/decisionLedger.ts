import { z } from "zod";

import type { TextFault } from "../core/dataset/csv";
import type { LedgerEntry } from "../core/duplicates/ledgerEntry";
import { StudioError } from "../core/errors";

const text = z.string();
const name = text.min(1);
const isEachOnce = (names: readonly string[]): boolean => new Set(names).size === names.length;

const head = {
  schema: z.literal(1),
  id: z.uuid(),
  at: z.iso.datetime(),
  author: text,
  checkpoint: z.strictObject({ id: name, sha256: text.regex(/^[0-9a-f]{64}$/) }).nullable(),
  score: z.number().nullable(),
  note: text,
};
const identities = z.strictObject({
  kind: z.literal("identities"),
  identities: z.array(name).min(2).refine(isEachOnce, "each identity once"),
});
const items = z.strictObject({
  kind: z.literal("items"),
  items: z.tuple([name, name]).refine(isEachOnce, "two items, not one twice"),
});
const parts = z.strictObject({
  kind: z.literal("parts"),
  identity: name,
  parts: z
    .array(z.array(name).min(1))
    .refine((groups) => groups.length !== 1, "two parts at least, or none")
    .refine((groups) => isEachOnce(groups.flat()), "each item in one part"),
});
const entry = z.strictObject({ kind: z.literal("entry"), entry: z.uuid() });

/** A line of a decision ledger. */
export const ledgerEntrySchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...head, kind: z.enum(["merge", "keep-apart"]), subject: identities }),
  z.strictObject({ ...head, kind: z.enum(["same", "different"]), subject: items }),
  z.strictObject({
    ...head,
    kind: z.literal("unsure"),
    subject: z.discriminatedUnion("kind", [identities, items]),
  }),
  z.strictObject({ ...head, kind: z.literal("split"), subject: parts }),
  z.strictObject({ ...head, kind: z.literal("undo"), subject: entry }),
]) satisfies z.ZodType<LedgerEntry>;

/** Faults that a message lists; a file of another kind has one in every line. */
const mostListed = 10;

/** The ledger as a file: an entry a line. */
export function formatLedger(entries: readonly LedgerEntry[]): string {
  return entries.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/**
 * Reads a ledger from a file: JSON lines, of which empty ones are passed over.
 *
 * @param file its name, for messages
 * @throws StudioError LedgerFormatError naming what is wrong, line by line; nothing of such a file is taken
 */
export function parseLedger(ledger: string, file: string): LedgerEntry[] {
  const faults: TextFault[] = [];
  const entries: LedgerEntry[] = [];
  for (const [i, line] of ledger
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === "") continue;
    const parsed = parseEntry(line);
    if (typeof parsed === "string") faults.push({ line: i + 1, message: parsed });
    else entries.push(parsed);
  }
  if (faults.length === 0) return entries;
  const listed = faults.slice(0, mostListed).map(({ line, message }) => `line ${line}: ${message}`);
  const more = faults.length > mostListed ? `; and ${faults.length - mostListed} more lines` : "";
  throw new StudioError(
    "LedgerFormatError",
    `${file}: expected a decision of schema 1 in each line; ${listed.join("; ")}${more}`,
    "Export the ledger again. Nothing of this file was taken in.",
  );
}

/**
 * Reads entries as the browser kept them.
 *
 * @throws StudioError LedgerFormatError where one is none, as another version of the studio may have written
 */
export function parseKeptEntries(kept: readonly unknown[]): LedgerEntry[] {
  return parseLedger(kept.map((value) => JSON.stringify(value)).join("\n"), "the decisions kept in this browser");
}

/** The entry, or what is wrong with the line. */
function parseEntry(line: string): LedgerEntry | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return `no JSON: ${line.slice(0, 40)}`;
  }
  const schema: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "schema") : undefined;
  if (typeof schema === "number" && schema !== 1) return `schema ${schema}, where this studio reads schema 1`;
  const parsed = ledgerEntrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${issue?.path.join(".") || "the line"}: ${issue?.message ?? "not as expected"}`;
}
