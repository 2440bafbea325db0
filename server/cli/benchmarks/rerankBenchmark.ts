import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { StudioError } from "../../../src/core/errors";
import { root } from "../../checkout";
import { type CommandLine, helpText, readCommandLine, readWholeNumber } from "../../commandLine";
import { trainerPython } from "../../environment/trainerPython";
import { serveFiles } from "./fileServer";
import { withHarnessPage } from "./harnessBrowser";
import { measureHits } from "./hitsSection";
import { measureKReciprocal } from "./kReciprocalSection";
import { measureWholeSet } from "./wholeSetSection";
import type { RerankOutcome, RerankSection, RerankSetting } from "./rerankSection";

/** Each part by its name, one line each. */
const sections: Readonly<Record<string, RerankSection>> = {
  kreciprocal: measureKReciprocal,
  hits: measureHits,
  whole: measureWholeSet,
};

type Option = "only" | "rows" | "queries" | "liveRows" | "wholeRows" | "wholeQueries" | "sample" | "json";

const line: CommandLine<Option> = {
  usage: "npm run bench -- rerank [options]",
  summary: "Times re-ranking in Chromium beside the published implementations on the same vectors.",
  options: {
    only: { value: "PART,PART", help: `parts to measure, of ${Object.keys(sections).join(", ")} (all)` },
    rows: { value: "N", help: "gallery vectors of kreciprocal (19000)" },
    queries: { value: "N", help: "queries of kreciprocal (1000)" },
    liveRows: { value: "N", help: "gallery vectors of hits (350000)" },
    wholeRows: { value: "N", help: "gallery vectors of whole (38000)" },
    wholeQueries: { value: "N", help: "queries of whole (13000)" },
    sample: { value: "DIR", help: "folder with items.csv and embeddings/ that vectors are drawn from (public/sample)" },
    json: { help: "print one JSON object" },
  },
};

/** `npm run bench -- rerank`. */
export async function benchmarkRerank(args: readonly string[]): Promise<number> {
  const { switches, values } = readCommandLine(line, args);
  if (switches.has("help")) {
    console.log(helpText(line));
    return 0;
  }
  const names = chosenSections(values.get("only"));
  const number: RerankSetting["number"] = (name, standard) =>
    readWholeNumber(name, values.get(name) ?? String(standard), [1, 10_000_000]);
  const python = await trainerPython((text) => console.error(text));
  const outcomes: [string, RerankOutcome][] = [];
  for (const [name, measure] of names) {
    outcomes.push([name, await measureAlone(measure, { python, sample: values.get("sample") ?? null, number })]);
    if (!switches.has("json")) console.log(outcomes.at(-1)?.[1].lines.join("\n"));
  }
  if (switches.has("json")) {
    console.log(JSON.stringify(Object.fromEntries(outcomes.map(([name, { report }]) => [name, report]))));
  }
  return outcomes.every(([, { isRight }]) => isRight) ? 0 : 1;
}

function chosenSections(only: string | undefined): [string, RerankSection][] {
  const names = only?.split(",").map((name) => name.trim()) ?? Object.keys(sections);
  return names.map((name) => {
    const section = sections[name];
    if (section !== undefined) return [name, section];
    throw new StudioError(
      "CommandUsageError",
      `expected parts of the benchmark (${Object.keys(sections).join(", ")}); found "${name}"`,
      "For example: npm run bench -- rerank --only kreciprocal",
    );
  });
}

/** A browser and a folder of its own, so that one part's memory does not count as another's. */
async function measureAlone(
  measure: RerankSection,
  setting: Pick<RerankSetting, "python" | "sample" | "number">,
): Promise<RerankOutcome> {
  const folder = join(root, ".studio/bench");
  await mkdir(folder, { recursive: true });
  const files = await serveFiles(folder);
  try {
    return await withHarnessPage((page) => measure({ ...setting, page, folder, filesAddress: files.address }));
  } finally {
    await files.close();
    await rm(folder, { recursive: true, force: true });
  }
}
