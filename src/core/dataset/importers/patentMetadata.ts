import type { ImportDraft } from "./importDraft";
import { nameOf } from "./pathParts";
import { patentOf } from "./patentNumber";
import { textLines } from "./textLines";

/** What is known of a patent besides its sheets. */
export interface PatentFacts {
  readonly category?: string;
  readonly title?: string;
}

/**
 * Reads every `metadata.txt`: number, class and title of one patent on each line, with tabs between them. A line of other
 * cells, and a patent that stands twice or has no sheet among the given ones, are told to the draft.
 */
export async function readPatentMetadata(
  draft: ImportDraft,
  numbers: ReadonlySet<string>,
): Promise<Map<string, PatentFacts>> {
  const facts = new Map<string, PatentFacts>();
  for (const { path: file } of draft.folder.files) {
    if (nameOf(file) !== "metadata.txt") continue;
    for (const { line, text } of textLines(await draft.readText(file))) {
      const cells = text.split("\t");
      const number = cells.length > 3 ? undefined : patentOf(cells[0] ?? "")?.number;
      const fault = (message: string): void => draft.fault({ file, line }, message);
      if (number === undefined)
        fault(`expected number, class and title with tabs between them; found ${text.slice(0, 100)}`); // prettier-ignore
      else if (!numbers.has(number)) fault(`expected a sheet of ${number}; found none`);
      else if (facts.has(number)) fault(`${number} stands twice`);
      else facts.set(number, factsOf(cells));
    }
  }
  return facts;
}

function factsOf([, category = "", title = ""]: readonly string[]): PatentFacts {
  return { ...(category === "" ? {} : { category }), ...(title === "" ? {} : { title }) };
}
