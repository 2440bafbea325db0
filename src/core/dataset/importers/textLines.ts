/** A line of a text, counted from 1, without its line break and without blanks at both ends. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
}

/** The lines of a text that are not blank. A byte order mark is skipped; lines end with LF or CRLF. */
export function* textLines(text: string): Generator<TextLine, void, undefined> {
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  for (let line = 1; at < text.length; line++) {
    const lineFeed = text.indexOf("\n", at);
    const end = lineFeed < 0 ? text.length : lineFeed;
    const trimmed = text.slice(at, end).trim();
    if (trimmed !== "") yield { line, text: trimmed };
    at = end + 1;
  }
}

/**
 * What stands before and behind the last run of blanks of a line: a path, which may hold blanks, and its label.
 *
 * @returns null where the line is one word
 */
export function splitLastWord(text: string): { readonly before: string; readonly last: string } | null {
  const blank = Math.max(text.lastIndexOf(" "), text.lastIndexOf("\t"));
  return blank < 0 ? null : { before: text.slice(0, blank).trimEnd(), last: text.slice(blank + 1) };
}
