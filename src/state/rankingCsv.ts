import type { Item } from "../core/dataset/item";

/** One line of an exported ranking. `rank` and `view` count from 1. */
export interface ExportedHit {
  readonly rank: number;
  readonly score: number;
  readonly item: Item;
  readonly view: number;
}

const columns = "rank,score,path,identity,title,category,date,source,view";

/** A ranking as CSV by RFC 4180: comma, CRLF, quotes where needed, UTF-8 without a mark. */
export function rankingCsv(hits: Iterable<ExportedHit>): string {
  const lines = [columns];
  for (const { rank, score, item, view } of hits) {
    const { itemId, identity, title = "", category = "", date = "", source = "" } = item;
    const texts = [itemId, identity, title, category, date, source].map(quoted);
    lines.push([rank, score, ...texts, view].join(","));
  }
  return lines.join("\r\n") + "\r\n";
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
