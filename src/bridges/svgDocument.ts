import { damagedError, pictureFormatError } from "../core/image/pictureErrors";
import { checkSvgEntities } from "../core/image/svgEntities";

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
  if (unfoldedElements(root, new Map()) > mostElements) {
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

/** Takes away every address that does not lie in the file itself; links (a) are only followed by a click, and stay. */
function removeOutsideReferences(root: Element): number {
  let removed = 0;
  for (const node of [...root.ownerDocument.childNodes].filter((child) => child.nodeName === "xml-stylesheet")) {
    node.remove();
    removed++;
  }
  for (const element of [root, ...root.querySelectorAll("*")]) {
    if (element.namespaceURI === "http://www.w3.org/2001/XInclude") removed++;
    for (const attribute of [...element.attributes]) if (removeFromAttribute(element, attribute)) removed++;
    if (element.localName === "style") {
      const inside = withoutOutsideUrls(element.textContent);
      if (inside !== element.textContent) removed++;
      element.textContent = inside;
    }
  }
  return removed;
}

/** Whether an attribute pointed outside, and no longer does. */
function removeFromAttribute(element: Element, attribute: Attr): boolean {
  if ((attribute.localName === "href" || attribute.localName === "src") && element.localName !== "a") {
    if (/^\s*(#|data:)/i.test(attribute.value)) return false;
    element.removeAttributeNode(attribute);
    return true;
  }
  const inside = withoutOutsideUrls(attribute.value);
  if (inside === attribute.value) return false;
  attribute.value = inside;
  return true;
}

function withoutOutsideUrls(css: string): string {
  return css.replace(/@import[^;]*(;|$)/gi, "").replace(/url\(\s*(["']?)(?!\s*(?:#|data:))[^)]*\)/gi, "none");
}

/** How many elements the drawing has once every `use` is replaced by what it points to. */
function unfoldedElements(element: Element, known: Map<Element, number>): number {
  const before = known.get(element);
  if (before !== undefined) return before;
  known.set(element, 0); // a use that meets itself is drawn as nothing
  let count = 1;
  for (const child of element.children) count += unfoldedElements(child, known);
  if (element.localName === "use") {
    const target = element.getAttribute("href") ?? element.getAttributeNS("http://www.w3.org/1999/xlink", "href") ?? "";
    const used = target.startsWith("#") ? element.ownerDocument.getElementById(target.slice(1)) : null;
    if (used !== null) count += unfoldedElements(used, known);
  }
  known.set(element, count);
  return count;
}
