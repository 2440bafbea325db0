import { expect, it } from "vitest";

import { helpText, readCommandLine, readWholeNumber } from "./commandLine";

const line = {
  usage: "npm run thing [-- OPTION …]",
  summary: "Does a thing.",
  options: { port: { value: "N", help: "a port" }, "no-open": { help: "leave it shut" } },
};

it("tells switches, values and words apart", () => {
  const read = readCommandLine(line, ["word", "--port", "80", "--no-open"]);
  expect([...read.switches]).toEqual(["no-open"]);
  expect(read.values.get("port")).toBe("80");
  expect(read.words).toEqual(["word"]);
});

it("keeps every value of an option that may be given several times", () => {
  const many = { ...line, options: { data: { value: "NAME=DIR", help: "a folder", isList: true } } };
  expect(readCommandLine(many, ["--data", "a=1", "--data=b=2"]).lists.get("data")).toEqual(["a=1", "b=2"]);
  expect(readCommandLine(many, []).lists.get("data")).toBeUndefined();
});

it("names an unknown option and where help is", () => {
  expect(() => readCommandLine(line, ["--prot", "80"])).toThrow(/--prot/);
  expect(() => readCommandLine(line, ["--port"])).toThrow(
    expect.objectContaining({ name: "CommandUsageError", hint: "See npm run thing -- --help" }) as Error,
  );
});

it("prints usage and every option", () => {
  expect(helpText(line)).toBe(
    [
      "npm run thing [-- OPTION …]",
      "",
      "Does a thing.",
      "",
      "  --port N   a port",
      "  --no-open  leave it shut",
      "  --help     print this",
    ].join("\n"),
  );
});

it.each(["", "-1", "1.5", "65536", "0x10", "many"])("refuses %j as a port", (text) => {
  expect(() => readWholeNumber("port", text, [1, 65535])).toThrow(`found "${text}"`);
});

it("reads both bounds of a whole number", () => {
  expect(readWholeNumber("port", "1", [1, 65535])).toBe(1);
  expect(readWholeNumber("port", "65535", [1, 65535])).toBe(65535);
});
