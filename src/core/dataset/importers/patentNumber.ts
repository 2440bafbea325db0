import { folderOf, nameOf } from "./pathParts";

/** A design patent of the United States, as the patent office names its files: number, then perhaps the day of issue. */
const numberedName = /^USD\d{6,8}(?!\d)(?:-(\d{8})(?!\d))?/i;
/** A weekly issue's folder. */
const issueFolder = /(?:^|\/)I(\d{8})(?:\/|$)/;

/** A design patent that a path names. */
export interface NamedPatent {
  /** With leading zeros, as files have it: `USD0907292`. */
  readonly number: string;
  /** Day of issue, YYYY-MM-DD; null where the path does not tell. */
  readonly date: string | null;
}

/** The patent that a sheet's file, or else its folder, is named for; null where neither is. */
export function patentOf(path: string): NamedPatent | null {
  const folder = folderOf(path);
  const match = numberedName.exec(nameOf(path)) ?? numberedName.exec(nameOf(folder));
  if (match === null) return null;
  const [whole, day = issueFolder.exec(folder)?.[1]] = match;
  const end = whole.indexOf("-");
  return {
    number: (end < 0 ? whole : whole.slice(0, end)).toUpperCase(),
    date: day === undefined ? null : dateOf(day),
  };
}

/** YYYYMMDD as YYYY-MM-DD; null where it is no day of the calendar. */
function dateOf(day: string): string | null {
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : null;
}
