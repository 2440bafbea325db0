import type { CodedColumn } from "./codedColumn";

/** Days since 1970-01-01, first and last inclusive. */
export interface DaySpan {
  readonly firstDay: number;
  readonly lastDay: number;
}

/** The days that each item's date means: all of a year where only the year is known. `noDay` where there is no date. */
export interface DateColumn {
  readonly firstDays: Int32Array<ArrayBuffer>;
  readonly lastDays: Int32Array<ArrayBuffer>;
}

/** Stands for a missing date; no date of the item table comes near. */
export const noDay = -(2 ** 31);

/** Reads a column of dates; "" stands for none. */
export function encodeDates({ codes, values }: CodedColumn): DateColumn {
  const spans = values.map((date) => (date === "" ? { firstDay: noDay, lastDay: noDay } : daysOf(date)));
  const firstDays = Int32Array.from(codes, (code) => spans[code]?.firstDay ?? noDay);
  const lastDays = Int32Array.from(codes, (code) => spans[code]?.lastDay ?? noDay);
  return { firstDays, lastDays };
}

/** Whether a row's date may lie in a span: a date of a whole year does where a part of that year lies in it. */
export function isInSpan(dates: DateColumn, row: number, span: DaySpan): boolean {
  const firstDay = dates.firstDays[row] ?? noDay;
  return firstDay !== noDay && firstDay <= span.lastDay && (dates.lastDays[row] ?? noDay) >= span.firstDay;
}

/** From the first to the last day of any item; null where no item has a date. */
export function spanOfDates(dates: DateColumn): DaySpan | null {
  const firstDays = dates.firstDays.filter((day) => day !== noDay);
  const lastDays = dates.lastDays.filter((day) => day !== noDay);
  if (firstDays.length === 0) return null;
  return {
    firstDay: firstDays.reduce((least, day) => Math.min(least, day)),
    lastDay: lastDays.reduce((most, day) => Math.max(most, day)),
  };
}

/** The days that a date of the item table (YYYY, YYYY-MM or YYYY-MM-DD) means. */
export function daysOf(date: string): DaySpan {
  const [year = 1970, month, day] = date.split("-").map(Number);
  const firstDay = dayNumber(year, month ?? 1, day ?? 1);
  if (day !== undefined) return { firstDay, lastDay: firstDay };
  return { firstDay, lastDay: (month === undefined ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1)) - 1 };
}

/** A month of 13 is January of the next year. */
function dayNumber(year: number, month: number, day: number): number {
  // setUTCFullYear and not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day) / 86_400_000;
}
