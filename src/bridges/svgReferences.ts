/** Takes away every address that does not lie in the file itself; links (a) are only followed by a click, and stay. */
export function removeOutsideReferences(root: Element): number {
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
