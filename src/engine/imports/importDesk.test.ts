import { describe, expect, it } from "vitest";

import type { FolderSource, ListingProgress } from "../../contracts/datasetService";
import { RunningJobs } from "../runningJobs";
import type { SheetCounter } from "./countSheets";
import { ImportDesk } from "./importDesk";

const quiet = () => undefined;
const text = (content: string) => new Blob([content]);
const files = (entries: Readonly<Record<string, string | Blob>>): FolderSource => ({
  kind: "files",
  name: "drawings",
  files: new Map(Object.entries(entries).map(([path, file]) => [path, typeof file === "string" ? text(file) : file])),
});

/** Takes the number of sheets from behind the header; a document without one is broken. */
const counter: SheetCounter = {
  countPdf: async (bytes, name) => {
    const pages = Number(/pages (\d+)/.exec(new TextDecoder().decode(bytes))?.[1]);
    const { damagedError } = await import("../../core/image/pictureErrors");
    if (!(pages > 0)) throw damagedError(name, "a PDF", "none");
    return pages;
  },
  countTiff: () => Promise.resolve(2),
  close: () => Promise.resolve(),
};
const makeDesk = (jobs = new RunningJobs()) => new ImportDesk(jobs, () => counter);

const table = "path,label,split,is_query,is_gallery\na/1.png,a,test,1,0\na/2.png,a,test,0,1\nb/3.png,b,train,0,0\n";
const withTable = { "items.csv": table, "a/1.png": "1", "a/2.png": "22", "b/3.png": "333" };

describe("ImportDesk", () => {
  it("proposes what it recognizes with its counts, splits and bytes", async () => {
    const stages: ListingProgress[] = [];
    const proposal = await makeDesk().propose(1, files(withTable), (progress) => stages.push(progress));
    expect(proposal).toMatchObject({
      name: "drawings",
      layout: "item-table",
      counts: { items: 3, identities: 2, queries: 1, gallery: 1 },
      faultCount: 0,
      vectors: null,
      pictureBytes: 6,
    });
    expect(proposal.splits.map(({ name, items }) => [name, items])).toEqual([
      ["test", 2],
      ["train", 1],
    ]);
    expect(proposal.layouts.map(({ layout }) => layout)).toContain("identity-folders");
    expect(stages.map(({ stage }) => stage)).toEqual(expect.arrayContaining(["listing", "reading lists"]));
  });

  it("reads the same listing by another layout and hands the last reading over", async () => {
    const desk = makeDesk();
    const { proposalId } = await desk.propose(1, files(withTable), quiet);
    const revised = await desk.revise(2, proposalId, "identity-folders", {});
    expect(revised).toMatchObject({ proposalId, layout: "identity-folders" });
    const taken = desk.take(proposalId);
    expect(taken.table.items.map(({ itemId }) => itemId)).toEqual(["a/1.png", "a/2.png", "b/3.png"]);
    expect(await (await taken.source.open("a/2.png")).text()).toBe("22");
  });

  it("keeps the former proposal where a revision fails", async () => {
    const desk = makeDesk();
    const { proposalId } = await desk.propose(1, files(withTable), quiet);
    await expect(desk.revise(2, proposalId, "isc21", {})).rejects.toThrow("does not fit");
    expect(desk.take(proposalId).table.items.length).toBe(3);
  });

  it("makes an item of each sheet, and a fault of a broken document among good ones", async () => {
    const desk = makeDesk();
    const source = files({
      "p.pdf": "%PDF-1.4 pages 3",
      "broken.pdf": "%PDF-1.4",
      "t.tif": "II*\0",
      "s.tif": "\x89PNG",
    });
    const proposal = await desk.propose(1, source, quiet);
    const { items } = desk.take(proposal.proposalId).table;
    expect(items.map(({ itemId }) => itemId)).toEqual([
      "p.pdf#page=1",
      "p.pdf#page=2",
      "p.pdf#page=3",
      "s.tif",
      "t.tif#page=1",
      "t.tif#page=2",
    ]);
    expect(await desk.readFaults(proposal.proposalId)).toMatchObject([{ file: "broken.pdf", line: null }]);
    expect(proposal.faultCount).toBe(1);
  });

  it("says what a folder without pictures holds instead", async () => {
    await expect(makeDesk().propose(1, files({ "notes.doc": "", ".DS_Store": "" }), quiet)).rejects.toMatchObject({
      name: "ImportFormatError",
      message: "drawings: expected pictures, PDF or TIFF documents, an item table or embeddings; found 1 other files and 1 that are left out", // prettier-ignore
    });
  });

  it("tells every fault of a table with its line", async () => {
    const desk = makeDesk();
    const broken = `${table}missing.png,a,test,1,0\n../x.png,a,test,1,0\n`;
    const { proposalId, faultCount } = await desk.propose(1, files({ ...withTable, "items.csv": broken }), quiet);
    const faults = await desk.readFaults(proposalId);
    expect(faults.map(({ file, line }) => [file, line])).toEqual([
      ["items.csv", 5],
      ["items.csv", 6],
    ]);
    expect(faultCount).toBe(2);
  });

  it("lists what is skipped by reason with ten paths at most", async () => {
    const litter = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}/.DS_Store`, ""]));
    const { skipped } = await makeDesk().propose(1, files({ ...withTable, ...litter }), quiet);
    const hidden = skipped.find(({ reason }) => reason === "hidden files");
    expect([hidden?.count, hidden?.paths.length]).toEqual([30, 10]);
  });

  it("ends with an AbortError when it is cancelled", async () => {
    const jobs = new RunningJobs();
    const desk = makeDesk(jobs);
    const proposing = desk.propose(7, files(withTable), quiet);
    jobs.cancel(7);
    await expect(proposing).rejects.toMatchObject({ name: "AbortError" });
  });

  it("forgets a proposal and closes its source", async () => {
    const desk = makeDesk();
    const { proposalId } = await desk.propose(1, files(withTable), quiet);
    const { source } = desk.take(proposalId);
    desk.discard(proposalId);
    await expect(source.open("a/1.png")).rejects.toMatchObject({ name: "PictureMissingError" });
    expect(() => desk.take(proposalId)).toThrow("no proposal");
  });
});
