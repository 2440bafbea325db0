import { describe, expect, it } from "vitest";

import { type EvaluationReport, evaluationReport } from "./evaluationReport";
import type { ReportedHit } from "./reportedQuery";

const dot = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAAC";
const hit: ReportedHit = { path: "g/1.png", identity: "a", score: 0.91236, verdict: "right", picture: dot, note: "" };

const report: EvaluationReport = {
  title: "Lamps, first look",
  date: "2 January 2026",
  author: "Ada",
  summary: "First paragraph.\n\nSecond one.",
  dataset: "lamps",
  counts: [{ label: "Queries", count: 12345 }],
  checkpoints: [{ name: "Line art", id: "line-art", sha256: "ab".repeat(32) }],
  settings: [{ label: "Scores by", text: "WASM" }],
  recipe: { title: "Plain", steps: ["Inner products."] },
  metrics: [
    { id: "map", label: "mAP", definition: "Mean of AP.", value: 0.51239, low: 0.48, high: 0.54 },
    { id: "mu", label: "µAP", definition: "Over all pairs.", value: null, low: null, high: null },
  ],
  intervals: "95 % bootstrap",
  plots: [
    { svg: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0"/></svg>', caption: "CMC" },
  ],
  queries: [
    {
      path: "q/1.png",
      identity: "a",
      picture: dot,
      outcome: "First match at rank 1.",
      note: "look here",
      hits: [hit, { ...hit, verdict: "wrong", picture: null }, { ...hit, verdict: "unjudged" }],
    },
  ],
  queriesNote: "Chosen by Ada.",
  notes: ["Two queries have no vector."],
};

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its texts and those of what it holds. */
  text: string;
}

/** Reads HTML whose every element is closed; anything else, a stray `<` or quote too, is an error. */
function parseStrictly(html: string): Tag[] {
  const pattern = /<!DOCTYPE html>|<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  const open: Tag[] = [];
  const tags: Tag[] = [];
  let end = 0;
  for (const [whole, closing, name = "", attributes = "", empty, text] of html.matchAll(pattern)) {
    end += whole.length;
    if (text !== undefined) for (const tag of open) tag.text += text;
    else if (closing === "/") expect(open.pop()?.name).toBe(name);
    else if (name !== "") {
      const pairs = [...attributes.matchAll(/([a-zA-Z:-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
        key,
        value,
      ]);
      const tag: Tag = { name, attributes: Object.fromEntries(pairs) as Record<string, string>, text: "" };
      tags.push(tag);
      if (empty !== "/") open.push(tag);
    }
  }
  expect(html.slice(end)).toBe("");
  expect(open).toEqual([]);
  return tags;
}

const texts = (tags: readonly Tag[], name: string): string[] =>
  tags.filter((tag) => tag.name === name).map(({ text }) => text);

describe("an evaluation's report", () => {
  it("is whole HTML that says what was measured, by what, and what it came to", () => {
    const tags = parseStrictly(evaluationReport(report));
    expect(texts(tags, "title")).toEqual(["Lamps, first look"]);
    expect(texts(tags, "h2")).toEqual(["What was measured", "Metrics", "Plots", "Queries"]);
    expect(texts(tags, "dd").join("|")).toContain("lamps|12,345|Line artline-artsha256 abab");
    expect(texts(tags, "td")).toEqual(
      expect.arrayContaining(["0.5124", "0.4800 to 0.5400", "Mean of AP.", "not measured", "–"]),
    );
    expect(texts(tags, "caption")).toEqual(["95 % bootstrap"]);
    expect(texts(tags, "p")).toEqual(
      expect.arrayContaining(["Ada, 2 January 2026", "First paragraph.", "Second one.", "Chosen by Ada."]),
    );
  });

  it("tells right and wrong by word and by shape, not by color alone", () => {
    const html = evaluationReport(report);
    expect(texts(parseStrictly(html), "span")).toEqual(
      expect.arrayContaining(["1. Right", "2. Wrong", "3. Not judged", "Picture not at hand"]),
    );
    const signs = [...html.matchAll(/aria-hidden="true">(<\w+)/g)].map(([, first]) => first);
    expect(signs).toEqual(["<circle", "<path", "<path"]);
    expect(html).toMatch(/\.hit\.right \{ border: 0.8mm solid/);
    expect(html).toMatch(/\.hit\.wrong \{ border: 0.5mm dashed/);
  });

  it("holds all that it shows, and nothing that runs", () => {
    const tags = parseStrictly(evaluationReport(report));
    expect(tags.filter(({ name }) => ["script", "link", "iframe", "object", "a"].includes(name))).toEqual([]);
    const addresses = tags.flatMap(({ attributes: { src, href } }) => [src, href]).filter((url) => url !== undefined);
    expect(addresses.every((url) => url.startsWith("data:image/"))).toBe(true);
    const policy = tags.find(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy");
    expect(policy?.attributes["content"]).toBe("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
  });

  it("shows texts as they are, whatever they hold", () => {
    const odd = `<script>alert("1")</script> & 'x' </style>`;
    const [query] = report.queries;
    const html = evaluationReport({
      ...report,
      ...{ title: odd, date: odd, author: odd, summary: odd, dataset: odd, intervals: odd, notes: [odd] },
      counts: [{ label: odd, count: 1 }],
      checkpoints: [{ name: odd, id: odd, sha256: odd }],
      settings: [{ label: odd, text: odd }],
      queriesNote: odd,
      recipe: { title: odd, steps: [odd] },
      metrics: [{ ...report.metrics[0]!, label: odd, definition: odd }],
      plots: [{ ...report.plots[0]!, caption: odd }],
      queries: [
        {
          ...query!,
          path: odd,
          identity: odd,
          outcome: odd,
          note: odd,
          hits: [{ ...hit, path: odd, identity: odd, note: odd }],
        },
      ],
    });
    const tags = parseStrictly(html);
    expect(texts(tags, "script")).toEqual([]);
    expect(texts(tags, "h1")).toEqual([
      "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; &lt;/style&gt;",
    ]);
  });

  it("leaves out the parts that it has nothing for", () => {
    const html = evaluationReport({
      ...report,
      metrics: [],
      plots: [],
      queries: [],
      notes: [],
      author: "",
      summary: "",
    });
    const tags = parseStrictly(html);
    expect(texts(tags, "h2")).toEqual(["What was measured"]);
    expect(texts(tags, "p")).toEqual(["2 January 2026"]);
  });

  it.each([
    ["another address", "https://example.org/1.png"],
    ["a page", "data:text/html,<b>"],
    ["a broken attribute", 'data:image/png;base64,A" onerror="x'],
  ])("refuses pictures of %s", (_, picture) => {
    const queries = [{ ...report.queries[0]!, picture }];
    expect(() => evaluationReport({ ...report, queries })).toThrow("pictures are data URLs");
  });

  it.each([
    "<svg><script>x</script></svg>",
    '<svg onload="x"></svg>',
    "<p>no</p>",
    "<svg><path/>",
    '<svg><a href="x"></a></svg>',
  ])("refuses the plot %s", (svg) => {
    expect(() => evaluationReport({ ...report, plots: [{ svg, caption: "" }] })).toThrow("plots are SVG elements");
  });

  it("takes plots whose texts speak of what tags may not have", () => {
    const svg = '<?xml version="1.0"?><svg aria-label="precision onx=1"><text>recall onx=2</text></svg>';
    expect(evaluationReport({ ...report, plots: [{ svg, caption: "" }] })).toContain("<figure><svg aria-label");
  });
});
