/** How many elements the drawing has once every `use` is replaced by what it points to. */
export function unfoldedElements(element: Element, known = new Map<Element, number>()): number {
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
