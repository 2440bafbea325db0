import type { PackedTexts } from "./packedTexts";

/**
 * How many paths begin with each of these prefixes, without making a string of any path.
 *
 * A path counts for the longest prefix that it begins with; "" stands for all that begin with no other.
 *
 * @returns counts in the order of the prefixes
 */
export function countByPrefix(paths: PackedTexts, prefixes: readonly string[]): number[] {
  const counts = prefixes.map(() => 0);
  const longestFirst = [...prefixes.keys()].sort((a, b) => (prefixes[b]?.length ?? 0) - (prefixes[a]?.length ?? 0));
  let start = 0;
  for (const end of paths.ends) {
    const found = longestFirst.find((at) => beginsWith(paths, start, end, prefixes[at] ?? ""));
    if (found !== undefined) counts[found] = (counts[found] ?? 0) + 1;
    start = end;
  }
  return counts;
}

function beginsWith({ units }: PackedTexts, start: number, end: number, prefix: string): boolean {
  if (end - start < prefix.length) return false;
  for (let at = 0; at < prefix.length; at++) if (units[start + at] !== prefix.charCodeAt(at)) return false;
  return true;
}
