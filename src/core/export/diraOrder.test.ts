import { describe, expect, it } from "vitest";

import { diraOrder } from "./diraOrder";

const files = (queries: string, gallery: string) =>
  new Map([
    ["test_queries.txt", queries],
    ["test_database.txt", gallery],
    ["train.txt", "t.png 3"],
  ]);

describe("DIRA's lists", () => {
  it("are a path a line, with or without a label, in their order", () => {
    expect(diraOrder(files("\uFEFFq/b 2.png 17\r\nq/a.png\r\n\r\n", "g/1.png -1\ng/0.png\t5"))).toEqual({
      queries: ["q/b 2.png", "q/a.png"],
      gallery: ["g/1.png", "g/0.png"],
    });
  });

  it("are both needed, with lines", () => {
    expect(() => diraOrder(new Map([["test_queries.txt", "a.png"]]))).toThrow(
      "expected the lists test_queries.txt and test_database.txt; found test_queries.txt",
    );
    expect(() => diraOrder(files("a.png", "\n"))).toThrow("found test_database.txt without a line");
    expect(() => diraOrder(new Map())).toThrow("found no file");
  });
});
