import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readSafetensors } from "./safetensors";

/** A file with this header and these values behind it. */
function fileOf(header: unknown, values: ArrayBufferView): Uint8Array<ArrayBuffer> {
  const text = Uint8Array.from(JSON.stringify(header), (letter) => letter.charCodeAt(0));
  const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

const product = (shape: readonly number[]) => shape.reduce((all, side) => all * side, 1);
const pair = (dtype: string, bytes: number) => ({ x: { dtype, shape: [1, 2], data_offsets: [0, bytes] } });
const read = (header: unknown, values: ArrayBufferView) => readSafetensors(fileOf(header, values), "some.safetensors");

describe("readSafetensors", () => {
  it("gives back arrays of any names, shapes and values as they were written", () => {
    const array = fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        values: fc.float32Array({ minLength: product(shape), maxLength: product(shape) }),
      }),
    );
    const names = fc.string({ maxLength: 8 }).filter((name) => name !== "__metadata__" && name !== "__proto__");
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(names, array), { maxLength: 4, selector: ([name]) => name }), (arrays) => {
        let end = 0;
        const header = arrays.map(([name, { shape, values }]) => {
          const offsets = [end, (end += values.byteLength)];
          return [name, { dtype: "F32", shape, data_offsets: offsets }] as const;
        });
        const data = Float32Array.from(arrays.flatMap(([, { values }]) => [...values]));
        const found = read({ __metadata__: { format: "pt" }, ...Object.fromEntries(header) }, data);
        expect(new Map([...found].map(([name, { shape, values }]) => [name, { shape, values: [...values] }]))).toEqual(
          new Map(arrays.map(([name, { shape, values }]) => [name, { shape, values: [...values] }])),
        );
      }),
    );
  });

  it("reads float16, float32 and float64 by name", () => {
    expect(read(pair("F32", 8), Float32Array.of(1.5, -2)).get("x")).toEqual({
      shape: [1, 2],
      values: Float32Array.of(1.5, -2),
    });
    expect(read(pair("F64", 16), Float64Array.of(0.1, 3)).get("x")?.values).toEqual(Float32Array.of(0.1, 3));
    expect(read(pair("F16", 4), Uint16Array.of(0x3e00, 0xc000)).get("x")?.values).toEqual(Float32Array.of(1.5, -2));
  });

  it("passes over metadata and reads scalars and empty arrays", () => {
    const header = {
      __metadata__: { format: "pt" },
      one: { dtype: "F32", shape: [], data_offsets: [0, 4] },
      none: { dtype: "F32", shape: [0, 3], data_offsets: [4, 4] },
    };
    const tensors = read(header, Float32Array.of(7));
    expect([...tensors.keys()]).toEqual(["one", "none"]);
    expect(tensors.get("one")?.values).toEqual(Float32Array.of(7));
  });

  it.each([
    ["another type", pair("I8", 2), /expected float values \(F16, F32 or F64\), found I8/],
    ["a length that is not the shape's", pair("F32", 4), /expected 8 bytes for shape \[1, 2\], found 4/],
    [
      "values beyond the file",
      { x: { dtype: "F32", shape: [4], data_offsets: [0, 16] } },
      /a file of at least \d+ bytes, found/,
    ],
    ["no offsets", { x: { dtype: "F32", shape: [1] } }, /expected dtype, shape and data_offsets/],
    ["a header that is a list", [1], /expected a JSON object as header/],
  ])("refuses %s", (_fault, header, says) => {
    expect(() => read(header, Float32Array.of(1, 2))).toThrow(says);
  });

  it("refuses a file that is shorter than its header", () => {
    expect(() => readSafetensors(fileOf({}, new Uint8Array()).subarray(0, 9), "some.safetensors")).toThrow(
      /inside the file/,
    );
    expect(() => readSafetensors(new Uint8Array(3), "some.safetensors")).toThrow(/inside the file/);
  });
});
