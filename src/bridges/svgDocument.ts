import { damagedError, pictureFormatError } from "../core/image/pictureErrors";
import { checkSvgEntities } from "../core/image/svgEntities";
import { removeOutsideReferences } from "./svgReferences";
import { unfoldedElements } from "./svgCopies";

/** An SVG made safe to draw: what runs or reaches out is taken away and told in notes. */
export interface SvgDocument {
  readonly root: SVGSVGElement;
  readonly notes: readonly string[];
}

/** Elements after every `use` is unfolded; the browser copies them one by one. */
const mostElements = 200_000;

/**
 * Parses an SVG file without running or fetching anything: the parser builds a document that is never shown.
 *
 * @throws StudioError `PictureFormatError` for broken XML and for drawings that unfold without measure
 */
export function parseSvg(text: string, name: string): SvgDocument {
  checkSvgEntities(text, name);
  const { inert, handlers } = withoutEventHandlers(text);
  const root = parseRoot(inert, name);
  if (unfoldedElements(root) > mostElements) {
    throw pictureFormatError(
      name,
      `an SVG of at most ${mostElements.toLocaleString("en")} elements with its copies (use)`,
      "more",
      "Open it in a drawing program, make it simpler, and save it as PNG.",
    );
  }
  const leftOut = {
    scripts: handlers + removeAll(root, "script"),
    "embedded web content": removeAll(root, "foreignObject"),
    "outside references": removeOutsideReferences(root),
  };
  const counted = Object.entries(leftOut).filter(([, count]) => count > 0);
  return { root, notes: counted.map(([what, count]) => `${what} left out: ${count}`) };
}

function parseRoot(text: string, name: string): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const fault = parsed.querySelector("parsererror");
  const root = parsed.documentElement;
  if (fault === null && root instanceof SVGSVGElement) return root;
  const reason = fault?.querySelector("div")?.textContent ?? fault?.textContent;
  throw damagedError(name, "a well-formed SVG", reason?.trim().slice(0, 160) ?? `a <${root.localName}>`);
}

/** Renames handlers in the text already: no parser runs them, but some report them as a breach of the page's policy. */
function withoutEventHandlers(text: string): { inert: string; handlers: number } {
  let handlers = 0;
  const inert = text.replace(/(\s)on(\w+\s*=\s*["'])/gi, (_match, space: string, rest: string) => {
    handlers++;
    return `${space}data-on${rest}`;
  });
  return { inert, handlers };
}

function removeAll(root: Element, localName: string): number {
  const found = [...root.getElementsByTagNameNS("*", localName)];
  for (const element of found) element.remove();
  return found.length;
}
