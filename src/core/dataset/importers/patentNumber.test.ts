import { expect, it } from "vitest";

import { patentOf } from "./patentNumber";

it.each([
  ["USD0534332.png", "USD0534332", null],
  ["x/USD0907292/figure 1.png", "USD0907292", null],
  ["x/usd0907292-00001.png", "USD0907292", null],
  ["I20180102/USD0806350-20180102/USD0806350-20180102-D00001.png", "USD0806350", "2018-01-02"],
  ["I20180102/USD0806350/USD0806350-00001.png", "USD0806350", "2018-01-02"],
  ["USD0806350-20180231-D00001.png", "USD0806350", null],
])("reads the patent and the day of issue of %s", (path, number, date) => {
  expect(patentOf(path)).toEqual({ number, date });
});

it.each(["a.png", "USD12.png", "USD1234567890.png", "USD/1234567.png", "I20180102/a.png"])(
  "finds no patent in %s",
  (path) => {
    expect(patentOf(path)).toBeNull();
  },
);
