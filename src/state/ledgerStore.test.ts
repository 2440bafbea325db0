import "fake-indexeddb/auto";

import { openDB } from "idb";
import { beforeEach, describe, expect, it } from "vitest";

import { openBrowserStore } from "../bridges/browserStore";
import type { DatasetId } from "../core/dataset/datasetRecord";
import { standingDecisions } from "../core/duplicates/standingDecisions";
import {
  decide,
  type DecisionDraft,
  exportLedger,
  importLedger,
  ledgerStore,
  openLedger,
  undoDecision,
  undoLatest,
} from "./ledgerStore";
import { connectServices, type Services } from "./services";

const [chairs, lamps] = ["chairs", "lamps"] as DatasetId[];
let databases = 0;
let browserStore: Services["browserStore"];
let saved: { content: Blob; name: string }[];

beforeEach(() => {
  browserStore = openBrowserStore(`ledger-${++databases}`);
  saved = [];
  const saveFile = (content: Blob, name: string): void => void saved.push({ content, name });
  connectServices({ browserStore, saveFile } as Services);
  ledgerStore.setState({ dataset: null, entries: [], failure: null });
});

function draft(kind: "merge" | "keep-apart", ...identities: string[]): DecisionDraft {
  const subject = { kind: "identities", identities } as const;
  return { kind, subject, author: "Ada", checkpoint: null, score: 0.5, note: "" };
}

const standing = () => standingDecisions(ledgerStore.getState().entries).decisions.map(({ kind }) => kind);
const file = (text: string): File => new File([text], "theirs.jsonl");

describe("the decision ledger", () => {
  it("is kept for each data set, and comes back in the order of deciding", async () => {
    await openLedger(chairs!);
    await decide(draft("merge", "a", "b"));
    await decide(draft("keep-apart", "b", "c"));
    await openLedger(lamps!);
    expect(ledgerStore.getState().entries).toEqual([]);
    await decide(draft("merge", "x", "y"));
    await openLedger(chairs!);
    expect(standing()).toEqual(["merge", "keep-apart"]);
    expect(ledgerStore.getState().entries[0]).toMatchObject({ schema: 1, author: "Ada", score: 0.5 });
  });

  it("takes decisions back by adding to itself, and an undo can be undone", async () => {
    await openLedger(chairs!);
    await decide(draft("merge", "a", "b"));
    await decide(draft("keep-apart", "b", "c"));
    await undoLatest("Ada");
    expect(standing()).toEqual(["merge"]);
    const undo = ledgerStore.getState().entries.at(-1)!;
    await undoDecision(undo.id, "Ada");
    expect(standing()).toEqual(["merge", "keep-apart"]);
    await undoLatest("Ada");
    await undoLatest("Ada");
    await undoLatest("Ada");
    expect(standing()).toEqual([]);
    expect(ledgerStore.getState().entries).toHaveLength(6);
    await openLedger(chairs!);
    expect(ledgerStore.getState().entries).toHaveLength(6);
  });

  it("goes to a file and, on another machine, into a ledger that has its own", async () => {
    await openLedger(chairs!);
    await decide(draft("merge", "a", "b"));
    await exportLedger("Chairs: old");
    expect(saved[0]?.name).toBe("Chairs_ old decisions.jsonl");
    const text = await saved[0]!.content.text();

    connectServices({ browserStore: openBrowserStore(`ledger-${++databases}`) } as Services);
    await openLedger(lamps!);
    await decide(draft("keep-apart", "a", "b"));
    await importLedger(file(text));
    await importLedger(file(text));
    expect(standing()).toEqual(["merge", "keep-apart"]);
    expect(standingDecisions(ledgerStore.getState().entries).contradictions).toHaveLength(1);
  });

  it("takes nothing of a file with a faulty line, and says which", async () => {
    await openLedger(chairs!);
    await decide(draft("merge", "a", "b"));
    await exportLedger("chairs");
    const text = (await saved[0]!.content.text()).replace(/"id":"........./, '"id":"11111111-');
    await importLedger(file(`${text}{"schema":9}\n`));
    expect(ledgerStore.getState().failure?.message).toMatch(/theirs.jsonl.*line 2: schema 9/);
    expect(standing()).toEqual(["merge"]);
    expect(await browserStore.listDecisions(chairs!)).toHaveLength(1);
  });

  it("exports what another tab entered meanwhile", async () => {
    await openLedger(chairs!);
    await decide(draft("merge", "a", "b"));
    const [mine] = ledgerStore.getState().entries;
    const theirs = { ...mine!, id: crypto.randomUUID() };
    await browserStore.addDecisions(chairs!, [theirs]);
    await exportLedger("chairs");
    expect((await saved[0]!.content.text()).trim().split("\n")).toHaveLength(2);
  });

  it("never changes an entry that is kept", async () => {
    await openLedger(chairs!);
    await decide(draft("merge", "a", "b"));
    const [mine] = ledgerStore.getState().entries;
    const changed = { ...mine!, note: "changed" };
    await browserStore.addDecisions(chairs!, [changed]);
    expect(await browserStore.listDecisions(chairs!)).toEqual([mine]);
  });
});

describe("the browser's database", () => {
  it("of an older page keeps what it holds, and gets room for decisions", async () => {
    const name = `ledger-${++databases}`;
    const old = await openDB(name, 2, {
      upgrade: (database) => {
        database.createObjectStore("pictures", { keyPath: "sha256" });
        database.createObjectStore("searches", { keyPath: "id" });
        database.createObjectStore("rankRecipes", { keyPath: "name" });
      },
    });
    await old.put("rankRecipes", { name: "mine" });
    old.close();
    const store = openBrowserStore(name);
    expect(await store.listRankRecipes()).toEqual([{ name: "mine" }]);
    await store.addDecisions("chairs", [{ id: "1" }]);
    expect(await store.listDecisions("chairs")).toEqual([{ id: "1" }]);
  });

  it("that an older page holds open is not waited for, and is opened once that page is closed", async () => {
    const name = `ledger-${++databases}`;
    const old = await openDB(name, 1);
    const store = openBrowserStore(name);
    await expect(store.listSearches()).rejects.toMatchObject({ name: "StorageUnavailableError" });
    old.close();
    expect(await store.listDecisions("chairs")).toEqual([]);
  });
});
