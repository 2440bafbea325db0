import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { makePng } from "./makePng";

/** DeepPatent has about eight sheets a patent, in 45,000 patents. */
const sheetsPerPatent = 8;
/** It was issued on 78 Tuesdays. */
const weeks = 78;

/** A folder with the tree and the lists of DeepPatent. */
export interface PatentTree {
  readonly folder: string;
  /** Files in it, pictures and lists. */
  readonly files: number;
  remove(): void;
}

/**
 * Writes a tree of tiny sheets in the shape of DeepPatent: `patent_data/I<day>/<patent>/<sheet>.png` and lists of
 * `path label` for training, validation and test.
 */
export function makePatentTree(pictures: number): PatentTree {
  const folder = mkdtempSync(join(tmpdir(), "patents-"));
  const sheet = makePng({ width: 8, height: 8 });
  const patents = Math.ceil(pictures / sheetsPerPatent);
  const lists: Record<string, string[]> = { train_patent_trn: [], val_query_patent: [], val_db_patent: [], test_query_patent: [], test_db_patent: [] }; // prettier-ignore
  for (let patent = 0; patent < patents; patent++) {
    const day = dayOf(patent % weeks);
    const name = `USD${String(800_000 + patent).padStart(7, "0")}-${day}`;
    const inside = `I${day}/${name}`;
    mkdirSync(join(folder, "patent_data", inside), { recursive: true });
    for (let i = 0; i < Math.min(sheetsPerPatent, pictures - patent * sheetsPerPatent); i++) {
      const path = `${inside}/${name}-D${String(i).padStart(5, "0")}.png`;
      writeFileSync(join(folder, "patent_data", path), sheet);
      lists[listOf(patent / patents, i)]?.push(`${path} ${patent}`);
    }
  }
  for (const [name, lines] of Object.entries(lists))
    writeFileSync(join(folder, `${name}.txt`), `${lines.join("\n")}\n`);
  return {
    folder,
    files: pictures + Object.keys(lists).length,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function dayOf(week: number): string {
  return new Date(Date.UTC(2018, 0, 2) + week * 7 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
}

/** DeepPatent's shares: 72 % training, 13 % validation, 15 % test; a quarter of the held-back sheets are queries. */
function listOf(place: number, sheet: number): string {
  if (place < 0.72) return "train_patent_trn";
  const split = place < 0.85 ? "val" : "test";
  return `${split}_${sheet < sheetsPerPatent / 4 ? "query" : "db"}_patent`;
}
