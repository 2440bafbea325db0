import { describe, expect, it } from "vitest";

import type { CodedColumn } from "./codedColumn";
import { daysOf, encodeDates, isInSpan, spanOfDates } from "./dateColumn";

const day = (date: string): number => Date.parse(date) / 86_400_000;

function column(...dates: string[]): CodedColumn {
  return { codes: Uint32Array.from(dates, (_, row) => row), values: dates };
}

describe("daysOf", () => {
  it("takes a year and a month for all their days", () => {
    expect(daysOf("2024")).toEqual({ firstDay: day("2024-01-01"), lastDay: day("2024-12-31") });
    expect(daysOf("2024-02")).toEqual({ firstDay: day("2024-02-01"), lastDay: day("2024-02-29") });
    expect(daysOf("2023-12")).toEqual({ firstDay: day("2023-12-01"), lastDay: day("2023-12-31") });
    expect(daysOf("1867-05-07")).toEqual({ firstDay: day("1867-05-07"), lastDay: day("1867-05-07") });
  });

  it("does not take the first century for the twentieth", () => {
    expect(daysOf("0067").firstDay).toBe(day("0067-01-01"));
  });
});

describe("isInSpan", () => {
  const dates = encodeDates(column("2019", "2020-06-15", ""));
  const rowsIn = (from: string, to: string): number[] =>
    [0, 1, 2].filter((row) => isInSpan(dates, row, { firstDay: day(from), lastDay: day(to) }));

  it("keeps what may lie in the span, ends included, and never what has no date", () => {
    expect(rowsIn("2019-12-31", "2020-06-15")).toEqual([0, 1]);
    expect(rowsIn("2020-01-01", "2020-06-14")).toEqual([]);
    expect(rowsIn("1000-01-01", "3000-01-01")).toEqual([0, 1]);
  });

  it("knows the span of all dates, or that there are none", () => {
    expect(spanOfDates(dates)).toEqual({ firstDay: day("2019-01-01"), lastDay: day("2020-06-15") });
    expect(spanOfDates(encodeDates(column("")))).toBeNull();
  });
});
