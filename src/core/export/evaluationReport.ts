import type { SummaryMetric } from "./evaluationSummary";
import { htmlText } from "./htmlText";
import { type ReportedQuery, reportedQueryHtml } from "./reportedQuery";
import { reportStyle } from "./reportStyle";

/** A figure of a report. */
export interface ReportPlot {
  /** An `<svg>` element, with its texts escaped. */
  readonly svg: string;
  readonly caption: string;
}

/** What a person hands on of an evaluation. */
export interface EvaluationReport {
  readonly title: string;
  /** As it is to be read. */
  readonly date: string;
  /** "" where unknown. */
  readonly author: string;
  /** The person's own introduction; paragraphs are parted by empty lines. */
  readonly summary: string;
  readonly dataset: string;
  /** What was counted, with its label: queries, gallery items, identities. */
  readonly counts: readonly { readonly label: string; readonly count: number }[];
  /** Whose vectors were ranked; several where they were fused. */
  readonly checkpoints: readonly { readonly name: string; readonly id: string; readonly sha256: string }[];
  /** How it was measured, with its label: what a match is, what computed the scores. */
  readonly settings: readonly { readonly label: string; readonly text: string }[];
  /** Its title and what it does, as `recipeSentences` says it. */
  readonly recipe: { readonly title: string; readonly steps: readonly string[] };
  readonly metrics: readonly SummaryMetric[];
  /** How intervals were computed; "" where there are none. */
  readonly intervals: string;
  readonly plots: readonly ReportPlot[];
  readonly queries: readonly ReportedQuery[];
  /** How these queries were chosen. */
  readonly queriesNote: string;
  /** What was not done as asked. */
  readonly notes: readonly string[];
}

// A report is opened where nobody knows what it came from: it may show what it holds, and nothing else.
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * An evaluation as one HTML file that needs nothing else: for reading, and for printing on A4. It has no scripts, and asks no
 * address for anything; all texts are escaped.
 *
 * @throws Error for a picture that is no data URL, or a plot that is no SVG or would run something
 */
export function evaluationReport(report: EvaluationReport): string {
  const { title, date, author, summary, dataset, checkpoints, recipe, notes } = report;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${htmlText(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<h1>${htmlText(title)}</h1>
<p class="byline">${htmlText(author === "" ? date : `${author}, ${date}`)}</p>
${paragraphs(summary)}</header>
<main>
<section>
<h2>What was measured</h2>
<dl>
<dt>Data set</dt><dd>${htmlText(dataset)}</dd>
${report.counts.map(({ label, count }) => `<dt>${htmlText(label)}</dt><dd>${count.toLocaleString("en-US")}</dd>`).join("\n")}
${checkpoints.map(checkpointHtml).join("\n")}
<dt>Ranking</dt><dd>${htmlText(recipe.title)}${listHtml("ol", recipe.steps)}</dd>
${report.settings.map(({ label, text }) => `<dt>${htmlText(label)}</dt><dd>${htmlText(text)}</dd>`).join("\n")}
</dl>
${notes.length === 0 ? "" : `<h3>To be noted</h3>${listHtml("ul", notes)}`}
</section>
${metricsHtml(report)}
${plotsHtml(report.plots)}
${queriesHtml(report)}
</main>
</body>
</html>
`;
}

function checkpointHtml({ name, id, sha256 }: EvaluationReport["checkpoints"][number]): string {
  const hash = sha256 === "" ? "" : `<br /><span class="mono">sha256 ${htmlText(sha256)}</span>`;
  return `<dt>Checkpoint</dt><dd>${htmlText(name)}<br /><span class="mono">${htmlText(id)}</span>${hash}</dd>`;
}

function metricsHtml({ metrics, intervals }: EvaluationReport): string {
  if (metrics.length === 0) return "";
  const rows = metrics.map(
    ({ label, definition, value, low, high }) =>
      `<tr><th scope="row">${htmlText(label)}</th><td class="number">${numberText(value)}</td><td class="number">${
        low === null || high === null ? "–" : `${numberText(low)} to ${numberText(high)}`
      }</td><td>${htmlText(definition)}</td></tr>`,
  );
  return `<section>
<h2>Metrics</h2>
<table>
${intervals === "" ? "" : `<caption>${htmlText(intervals)}</caption>`}
<thead><tr><th scope="col">Metric</th><th scope="col">Value</th><th scope="col">Interval</th><th scope="col">Definition</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</section>`;
}

function plotsHtml(plots: readonly ReportPlot[]): string {
  if (plots.length === 0) return "";
  const figures = plots.map(
    ({ svg, caption }) => `<figure>${plainSvg(svg)}<figcaption>${htmlText(caption)}</figcaption></figure>`,
  );
  return `<section>\n<h2>Plots</h2>\n${figures.join("\n")}\n</section>`;
}

function queriesHtml({ queries, queriesNote }: EvaluationReport): string {
  if (queries.length === 0) return "";
  const articles = queries.map((query, place) => reportedQueryHtml(query, place + 1));
  return `<section>\n<h2>Queries</h2>\n${paragraphs(queriesNote)}${articles.join("\n")}\n</section>`;
}

function plainSvg(svg: string): string {
  const element = svg.slice(Math.max(0, svg.indexOf("<svg"))).trim();
  const isWhole = /^<svg[\s>]/.test(element) && element.endsWith("</svg>");
  const withoutTexts = element.replaceAll(/"[^"]*"/g, '""');
  if (!isWhole || /<(?:script|style|foreignObject|a)[\s>]|<[^>]*\son\w+\s*=/i.test(withoutTexts)) {
    throw new Error(`a report's plots are SVG elements without scripts, styles and links, not ${svg.slice(0, 60)}`);
  }
  return element;
}

function listHtml(tag: "ol" | "ul", texts: readonly string[]): string {
  return texts.length === 0 ? "" : `<${tag}>${texts.map((text) => `<li>${htmlText(text)}</li>`).join("")}</${tag}>`;
}

function paragraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph) => `<p>${htmlText(paragraph.trim())}</p>\n`)
    .join("");
}

/** Four digits behind the point, as metrics in [0, 1] are compared; whole numbers as they are. */
function numberText(value: number | null): string {
  if (value === null || Number.isNaN(value)) return "not measured";
  return Number.isInteger(value) && Math.abs(value) > 1 ? value.toLocaleString("en-US") : value.toFixed(4);
}
