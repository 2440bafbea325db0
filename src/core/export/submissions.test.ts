import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { noRow, type RankLists } from "../ranking/rankLists";
import { diraResult } from "./diraResult";
import { digixSubmission } from "./digixSubmission";
import { isc21Descriptors } from "./isc21Descriptors";
import { isc21Csv, isc21PredictionArrays, isc21Predictions } from "./isc21Predictions";

/** Lists of K places in which query q's list begins at row q and goes up, round the gallery. */
function listsOf(queryIds: string[], galleryIds: string[], kept: number): RankLists {
  const size = queryIds.length * kept;
  const rows = Uint32Array.from({ length: size }, (_, i) => (Math.floor(i / kept) + (i % kept)) % galleryIds.length);
  const scores = Float32Array.from({ length: size }, (_, i) => 1 - (i % kept) / 16);
  return { queryIds, galleryIds, kept, rows, scores };
}

const named = (count: number, nameOf: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => nameOf(i));
const digits = (i: number, length: number): string => String(i).padStart(length, "0");
const patents = listsOf(
  named(3, (i) => `test/queries/q${i}.png`),
  named(12, (i) => `test/database/d${i}.png`),
  11,
);
const copies = listsOf(
  named(2, (i) => `query_images/Q${digits(i, 5)}.jpg`),
  named(12, (i) => `reference_images/R${digits(i, 6)}.jpg`),
  12,
);
const devices = listsOf(
  named(2, (i) => `test_data_A/query/${i}q.jpg`),
  named(10, (i) => `test_data_A/gallery/${i}.jpg`),
  10,
);

/** Reads an .npy file as its format is written down, apart from the code that writes it. */
function openNpy(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset);
  const start = 10 + view.getUint16(8, true);
  const header = new TextDecoder("latin1").decode(file.subarray(10, start));
  const type = /'descr': '([^']+)'/.exec(header)![1]!;
  const shape = /\(([^)]*)\)/.exec(header)![1]!.match(/\d+/g)!.map(Number);
  const width = Number(type.slice(2));
  const cells = named((file.length - start) / width, (i) => {
    const at = start + i * width;
    if (type === "<i8") return String(view.getBigInt64(at, true));
    if (type === "<f4") return String(view.getFloat32(at, true));
    return new TextDecoder().decode(file.subarray(at, at + width)).replace(/\0+$/, "");
  });
  return { type, shape, cells };
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

describe("DIRA's result.npy", () => {
  it("holds each query's ten best places, as int64", () => {
    const { type, shape, cells } = openNpy(diraResult(patents));
    expect(type).toBe("<i8");
    expect(shape).toEqual([3, 10]);
    expect(cells.slice(20)).toEqual(["2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]);
  });

  it("is what NumPy saves, byte for byte", () => {
    const lists = listsOf(["q"], named(40, String), 10);
    const best = { ...lists, rows: Uint32Array.of(3, 1, 4, 15, 9, 2, 6, 5, 35, 8) };
    const header = `{'descr': '<i8', 'fortran_order': False, 'shape': (1, 10), }`.padEnd(117) + "\n";
    const numbers = "03,01,04,0f,09,02,06,05,23,08".replaceAll(/(..),?/g, `$1${"00".repeat(7)}`);
    expect(hexOf(diraResult(best))).toBe(`934e554d505901007600${hexOf(new TextEncoder().encode(header))}${numbers}`);
  });

  it("counts in the order of the challenge's lists, whatever order the items have", () => {
    const order = {
      queries: ["queries/q2.png", "queries/q0.png", "queries/q1.png"],
      gallery: named(12, (i) => `database/d${11 - i}.png`),
    };
    const { cells } = openNpy(diraResult(patents, order));
    // The first line is q2's, whose best is d2: the tenth line, from 0 the ninth.
    expect(cells.slice(0, 3)).toEqual(["9", "8", "7"]);
    expect(cells[10]).toBe("11");
  });

  it("names the picture that the lists and the data set do not share", () => {
    const gallery = named(12, (i) => `database/d${i}.png`);
    const queries = ["queries/q0.png", "queries/q1.png", "queries/q2.png"];
    expect(() => diraResult(patents, { queries: queries.slice(1), gallery })).toThrow(/found test\/queries\/q0.png/);
    const longer = [...queries, "queries/q3.png"];
    expect(() => diraResult(patents, { queries: longer, gallery })).toThrow(
      /all 4 pictures .* without queries\/q3.png/,
    );
    const twice = { queries: ["q0.png", "q0.png", "q1.png", "q2.png"], gallery };
    expect(() => diraResult(patents, twice)).toThrow(/all 4/);
  });

  it("is refused where a query has fewer than ten hits, with the numbers", () => {
    const small = listsOf(["q.png"], named(7, String), 7);
    expect(() => diraResult(small)).toThrow("found 7 for q.png (the gallery has 7, the lists keep 7)");
    const rows = patents.rows.slice();
    rows[20] = noRow; // the second query's list ends after nine
    expect(() => diraResult({ ...patents, rows })).toThrow("found 9 for test/queries/q1.png");
  });
});

describe("ISC21's predictions", () => {
  it("are a line a pair, ten a query at most, best first", () => {
    const lines = isc21Csv(isc21Predictions(copies)).split("\n");
    expect(lines).toHaveLength(22);
    expect(lines.slice(0, 3)).toEqual(["query_id,reference_id,score", "Q00000,R000000,1", "Q00000,R000001,0.9375"]);
    expect(lines.at(-2)).toBe("Q00001,R000010,0.4375");
  });

  it("end where a list ends", () => {
    const rows = copies.rows.slice();
    rows[0] = noRow;
    rows[13] = noRow;
    expect(isc21Csv(isc21Predictions({ ...copies, rows }))).toBe("query_id,reference_id,score\nQ00001,R000001,1\n");
  });

  it("give every float32 score back", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (score) => {
        const one = { queryIds: ["Q00000"], referenceIds: ["R000000"], scores: Float32Array.of(score) };
        const text = isc21Csv(one).split("\n")[1]!.split(",")[2]!;
        expect(Math.fround(Number(text))).toBe(Math.fround(score) + 0);
      }),
      { seed: 21 },
    );
  });

  it("are the same as arrays", () => {
    const predictions = isc21Predictions(copies);
    const files = isc21PredictionArrays(predictions);
    const [queries, references, scores] = [
      files["query_ids.npy"]!,
      files["reference_ids.npy"]!,
      files["scores.npy"]!,
    ].map(openNpy);
    expect(queries).toEqual({ type: "|S6", shape: [20], cells: [...predictions.queryIds] });
    expect(references).toEqual({ type: "|S7", shape: [20], cells: [...predictions.referenceIds] });
    expect(scores).toEqual({ type: "<f4", shape: [20], cells: Array.from(predictions.scores, String) });
  });

  it("are refused for pictures with other names, twice the same, or a score that is no number", () => {
    expect(() => isc21Predictions(patents)).toThrow(
      "expected queries named Q00000 as in ISC21; found test/queries/q0.png",
    );
    const twice = { ...copies, queryIds: ["a/Q00000.jpg", "b/Q00000.jpg"] };
    expect(() => isc21Predictions(twice)).toThrow("found a/Q00000.jpg and b/Q00000.jpg");
    const scores = copies.scores.map((score, i) => (i === 1 ? NaN : score));
    expect(() => isc21Predictions({ ...copies, scores })).toThrow("found NaN for Q00000 and R000001");
  });
});

describe("ISC21's descriptors", () => {
  it("have the names and types of the challenge's HDF5", () => {
    const files = isc21Descriptors(
      { ids: ["Q00001.jpg"], vectors: Float32Array.of(0.5, -1) },
      { ids: ["R000001.jpg", "R000002.jpg"], vectors: Float32Array.of(1, 2, 3, 4) },
    );
    expect(openNpy(files["query.npy"]!)).toEqual({ type: "<f4", shape: [1, 2], cells: ["0.5", "-1"] });
    expect(openNpy(files["reference.npy"]!)).toEqual({ type: "<f4", shape: [2, 2], cells: ["1", "2", "3", "4"] });
    expect(openNpy(files["query_ids.npy"]!)).toEqual({ type: "|S6", shape: [1], cells: ["Q00001"] });
    expect(openNpy(files["reference_ids.npy"]!).cells).toEqual(["R000001", "R000002"]);
  });

  it("are refused above 256 dimensions", () => {
    const long = { ids: ["R000001.jpg"], vectors: new Float32Array(257) };
    expect(() => isc21Descriptors({ ids: ["Q00001.jpg"], vectors: new Float32Array(257) }, long)).toThrow("found 257");
  });
});

describe("DIGIX's submission", () => {
  it("names a query and its ten best in braces, without folders", () => {
    expect(digixSubmission(devices)).toBe(
      "0q.jpg,{0.jpg,1.jpg,2.jpg,3.jpg,4.jpg,5.jpg,6.jpg,7.jpg,8.jpg,9.jpg}\n" +
        "1q.jpg,{1.jpg,2.jpg,3.jpg,4.jpg,5.jpg,6.jpg,7.jpg,8.jpg,9.jpg,0.jpg}\n",
    );
  });

  it("is refused where names cannot be told apart, or would break a line", () => {
    const galleryIds = devices.galleryIds.map((path, i) => (i === 4 ? "other/3.jpg" : path));
    expect(() => digixSubmission({ ...devices, galleryIds })).toThrow(
      "found test_data_A/gallery/3.jpg and other/3.jpg",
    );
    const queryIds = ["query/a,b.jpg", "query/c.jpg"];
    expect(() => digixSubmission({ ...devices, queryIds })).toThrow("found query/a,b.jpg");
  });

  it("is refused with fewer than ten hits", () => {
    expect(() => digixSubmission(listsOf(["q.jpg"], ["1.jpg", "2.jpg"], 2))).toThrow("found 2 for q.jpg");
  });
});
