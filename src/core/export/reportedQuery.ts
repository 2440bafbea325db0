import { htmlText } from "./htmlText";

/** A gallery item that a query found. */
export interface ReportedHit {
  readonly path: string;
  readonly identity: string;
  readonly score: number;
  readonly verdict: "right" | "wrong" | "unjudged";
  /** As a `data:` URL; null where it could not be read. */
  readonly picture: string | null;
  readonly note: string;
}

/** A query that a person chose to show. */
export interface ReportedQuery {
  readonly path: string;
  readonly identity: string;
  readonly picture: string | null;
  /** What it came to, in words: "average precision 0.42, first match at rank 3". */
  readonly outcome: string;
  readonly note: string;
  /** Best first. */
  readonly hits: readonly ReportedHit[];
}

const pictureUrl = /^data:image\/(?:png|jpeg|webp|avif|gif|bmp|svg\+xml)[;,][^\s"<>]*$/;

/** Whether an address is of a picture that a report can hold. */
export function isReportPicture(url: string): boolean {
  return pictureUrl.test(url);
}

const verdicts: Readonly<Record<ReportedHit["verdict"], { readonly text: string; readonly icon: string }>> = {
  right: {
    text: "Right",
    icon: '<circle cx="8" cy="8" r="7"/><path d="M4.5 8.2 7 10.8 11.5 5.5"/>',
  },
  wrong: {
    text: "Wrong",
    icon: '<path d="M1.5 1.5h13v13h-13z"/><path d="M5 5 11 11M11 5 5 11"/>',
  },
  unjudged: { text: "Not judged", icon: '<path d="M8 1.5 14.5 8 8 14.5 1.5 8z"/>' },
};

/**
 * A chosen query as HTML. A verdict is told by its word, the shape of its sign and the line round the picture, and only
 * then by color: the page may be printed in black.
 *
 * @param place among the chosen queries, from 1
 */
export function reportedQueryHtml(
  { path, identity, picture, outcome, note, hits }: ReportedQuery,
  place: number,
): string {
  return `<article class="query">
<div class="query-head">
${pictureHtml(picture, `Query ${path}`)}
<div>
<h3>Query ${place}: ${htmlText(path)}</h3>
<p>Identity ${htmlText(identity)}. ${htmlText(outcome)}</p>
${noteHtml(note)}</div>
</div>
<ol class="hits">
${hits.map(hitHtml).join("\n")}
</ol>
</article>`;
}

function hitHtml({ path, identity, score, verdict, picture, note }: ReportedHit, place: number): string {
  const { text, icon } = verdicts[verdict];
  const sign = `<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true">${icon}</svg>`;
  return `<li class="hit ${verdict}">
${pictureHtml(picture, `Hit ${place + 1}, ${path}`)}
<div class="verdict">${sign}<span>${place + 1}. ${text}</span></div>
<div>Score ${score.toFixed(4)}</div>
<div>${htmlText(identity)}</div>
<div class="small">${pathHtml(path)}</div>
${noteHtml(note)}</li>`;
}

function pictureHtml(url: string | null, alt: string): string {
  if (url === null) return `<div class="picture"><span class="missing">Picture not at hand</span></div>`;
  // Anything else would be fetched, or be missing, where the report is opened.
  if (!isReportPicture(url)) throw new Error(`a report's pictures are data URLs, not ${url.slice(0, 60)}`);
  return `<div class="picture"><img src="${url}" alt="${htmlText(alt)}" /></div>`;
}

/** A path that breaks behind its folders before it breaks anywhere else. */
function pathHtml(path: string): string {
  return htmlText(path).replaceAll("/", "/<wbr />");
}

function noteHtml(note: string): string {
  return note === "" ? "" : `<p class="note">${htmlText(note)}</p>\n`;
}
