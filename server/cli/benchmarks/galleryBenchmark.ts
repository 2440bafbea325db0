import { readFileSync } from "node:fs";
import { join } from "node:path";

import { checkpointManifestSchema } from "../../../src/contracts/checkpoint";
import { sampleGallerySchema } from "../../../src/contracts/sampleGallery";
import { buildPage } from "../../build/buildPage";
import { root } from "../../checkout";
import { type CommandLine, helpText, readCommandLine, readWholeNumber } from "../../commandLine";
import { makeToken } from "../../http/accessToken";
import { makeCompanion } from "../../http/companion";
import { listen } from "../../http/listen";
import { makeProfile } from "./chromium";
import { makeLargeGallery } from "./largeGallery";
import { openPlainGrid, pageBytes, type ScrollTimes, scrollThrough } from "./scrollTimes";
import { dropAndDraw, openStudio } from "./studioTimes";

const host = "127.0.0.1";

const line = {
  usage: "npm run bench -- gallery [--rows N] [--json]",
  summary:
    "Scrolls a ranking of the whole gallery and watches for long tasks and memory. The peer is a plain page that holds " +
    "all tiles and leaves those out of view to the browser (content-visibility).",
  options: {
    rows: { value: "N", help: "items of the gallery (default: 350000)" },
    json: { help: "print one JSON object" },
  },
} satisfies CommandLine<string>;

interface GalleryResult {
  readonly studio: ScrollTimes & { readonly bytes: number };
  readonly peer: ScrollTimes & { readonly bytes: number };
}

export async function benchmarkGallery(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const rows = readWholeNumber("rows", values.get("rows") ?? "350000", [1, 2_000_000]);
  const result = await measure(rows);
  if (switches.has("json")) console.log(JSON.stringify({ schema: 1, rows, ...result }));
  else print(rows, result);
  return 0;
}

async function measure(rows: number): Promise<GalleryResult> {
  const { id } = checkpointManifestSchema.parse(JSON.parse(readPublic("models/default/checkpoint.json").toString()));
  const { sampleQueries } = sampleGallerySchema.parse(JSON.parse(readPublic("sample/sample.json").toString()));
  const query = sampleQueries[0] ?? "";
  const gallery = await makeLargeGallery(await buildPage(), rows, id);
  const companion = await makeCompanion({
    dist: gallery.folder,
    host,
    token: makeToken(),
    isIsolated: true,
    routes: [],
  });
  const profile = makeProfile("--enable-blink-features=ForceEagerMeasureMemory");
  try {
    const address = await listen(companion, host, null);
    const browser = await profile.open();

    const page = await browser.newPage();
    await openStudio(page, `${address}?backend=wasm`);
    await dropAndDraw(page, { name: query, base64: readPublic(`sample/${query}`).toString("base64") });
    const studio = { ...(await scrollThrough(page, ".virtual-grid")), bytes: await pageBytes(page) };
    await page.close();

    const plain = await browser.newPage();
    await openPlainGrid(plain, address, rows);
    const peer = { ...(await scrollThrough(plain, "#grid")), bytes: await pageBytes(plain) };
    return { studio, peer };
  } finally {
    await Promise.all([profile.remove(), companion.close()]);
    gallery.remove();
  }
}

function readPublic(path: string): Buffer {
  return readFileSync(join(root, "public", path));
}

function print(rows: number, { studio, peer }: GalleryResult): void {
  const row = (name: string, valueOf: (times: GalleryResult["studio"]) => string): string =>
    `${name.padEnd(36)}${valueOf(studio).padStart(12)}${valueOf(peer).padStart(12)}`;
  console.log(
    [
      `${`scrolling ${rows.toLocaleString("en-US")} ranks`.padEnd(36)}${"studio".padStart(12)}${"plain page".padStart(12)}`,
      row("tasks over 50 ms, 10 s of wheel", ({ wheel }) => String(wheel.count)),
      row("  the longest", ({ wheel }) => `${wheel.longestMs.toFixed(0)} ms`),
      row("tasks over 50 ms, 10 s of jumps", ({ jumps }) => String(jumps.count)),
      row("  the longest", ({ jumps }) => `${jumps.longestMs.toFixed(0)} ms`),
      row("frames in these 20 s", ({ frames }) => String(frames)),
      row("95 % of frames below", ({ frameMs95 }) => `${frameMs95.toFixed(0)} ms`),
      row("elements in the document", ({ domElements }) => domElements.toLocaleString("en-US")),
      row("memory beside the vectors", ({ bytes }) => `${(bytes / 1e6).toFixed(0)} MB`),
      `ratio of memory ${(studio.bytes / peer.bytes).toFixed(3)}`,
    ].join("\n"),
  );
}
