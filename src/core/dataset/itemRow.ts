import { isPathInFolder } from "./importers/pathParts";
import type { Item, ItemId } from "./item";
import type { ItemColumn } from "./itemColumns";

type Box = NonNullable<Item["box"]>;
type Fault = (message: string) => void;

const textColumns = ["category", "sequence", "title", "date", "source"] as const;

/**
 * One row of an item table as an item.
 *
 * @param cell the row's cell of a column; "" where the table has no such column
 * @param fault called with everything that is wrong; the item is then not to be used
 */
export function parseItem(cell: (column: ItemColumn) => string, fault: Fault): Item {
  const path = cell("path");
  const identity = cell("label");
  if (!isPathInFolder(path)) fault(`expected a path inside the table's folder, written with "/"; found "${path}"`);
  if (identity === "") fault("the label is empty");
  const item: { -readonly [Key in keyof Item]: Item[Key] } = {
    itemId: path as ItemId,
    identity,
    split: cell("split"),
    isQuery: parseFlag("is_query", cell("is_query"), fault),
    isGallery: parseFlag("is_gallery", cell("is_gallery"), fault),
  };
  for (const column of textColumns) {
    const text = cell(column);
    if (text !== "") item[column] = text;
  }
  const box = parseBox([cell("x_1"), cell("y_1"), cell("x_2"), cell("y_2")], fault);
  if (box !== null) item.box = box;
  const { date = "", source = "" } = item;
  if (date !== "" && !isDate(date)) fault(`expected a date as YYYY, YYYY-MM or YYYY-MM-DD; found "${date}"`);
  if (source !== "" && !isLink(source))
    fault(`expected a link that begins with http:// or https://; found "${source}"`);
  return item;
}

/** Pandas writes True and False, an empty cell says no. */
function parseFlag(column: string, cell: string, fault: Fault): boolean {
  switch (cell) {
    case "1":
    case "True":
    case "true":
      return true;
    case "":
    case "0":
    case "False":
    case "false":
      return false;
    default:
      fault(`expected ${column} to be 0 or 1; found "${cell}"`);
      return false;
  }
}

function parseBox(cells: readonly string[], fault: Fault): Box | null {
  if (cells.every((cell) => cell === "")) return null;
  const [left = NaN, top = NaN, right = NaN, bottom = NaN] = cells.map((cell) => (cell === "" ? NaN : Number(cell)));
  if (left >= 0 && top >= 0 && left < right && top < bottom && Number.isFinite(right + bottom)) {
    return { left, top, right, bottom };
  }
  fault(`expected x_1,y_1,x_2,y_2 with 0 <= x_1 < x_2 and 0 <= y_1 < y_2, or none; found ${cells.join(",")}`);
  return null;
}

function isDate(cell: string): boolean {
  const match = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?$/.exec(cell);
  if (match === null) return false;
  const [, year, month, day] = match;
  return day === undefined || (Number(day) >= 1 && Number(day) <= daysInMonth(Number(year), Number(month)));
}

function daysInMonth(year: number, month: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return isLeapYear ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Links are shown as links, so nothing that a click would run as a script passes. */
function isLink(cell: string): boolean {
  return /^https?:\/\/[^\s"<>]+$/i.test(cell);
}
