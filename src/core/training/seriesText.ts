import { StudioError } from "../errors";
import type { VariedKey } from "./series";

/**
 * Reads what a user typed: a line for each key, `batch.size = 32, 64`. Values are JSON where they are (numbers, true, null,
 * quoted texts, lists), else texts as they stand.
 *
 * @throws StudioError RecipeFormatError naming the line that cannot be read
 */
export function parseVariedKeys(text: string): VariedKey[] {
  return text.split("\n").flatMap((line, at): VariedKey[] => {
    if (line.trim() === "") return [];
    const split = line.indexOf("=");
    const key = line.slice(0, Math.max(0, split)).trim();
    const values = split < 0 ? [] : splitValues(line.slice(split + 1));
    if (!/^[A-Za-z0-9.]+$/.test(key) || values.length === 0) {
      throw new StudioError(
        "RecipeFormatError",
        `line ${at + 1}: expected a key and its values; found "${line.trim()}"`,
        "Write one key a line, as in: batch.size = 32, 64",
      );
    }
    return [{ key, values: values.map(valueOf) }];
  });
}

/** By commas, but for those in lists, sections and quotes. */
function splitValues(text: string): string[] {
  const parts: string[] = [];
  let [part, depth, isQuoted] = ["", 0, false];
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted;
    if (!isQuoted) depth += nesting[letter] ?? 0;
    if (letter === "," && !isQuoted && depth === 0) {
      parts.push(part);
      part = "";
    } else part += letter;
  }
  return [...parts, part].map((each) => each.trim()).filter((each) => each !== "");
}

const nesting: Readonly<Partial<Record<string, number>>> = { "[": 1, "{": 1, "]": -1, "}": -1 };

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
