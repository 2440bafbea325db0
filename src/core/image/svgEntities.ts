import { pictureFormatError } from "./pictureErrors";

/** Text that entities may expand to; drawings use them for a few long addresses or styles. */
const mostExpandedCharacters = 10_000_000;

const declaration = /<!ENTITY\s+([^\s%"'>]+)\s+(?:"([^"]*)"|'([^']*)')/g;

/**
 * Refuses an SVG whose entities expand without measure ("billion laughs"), by counting instead of expanding.
 *
 * @throws StudioError `PictureFormatError` where the expanded text would be too long, or an entity holds itself
 */
export function checkSvgEntities(text: string, name: string): void {
  const values = new Map<string, string>();
  const body = text.replace(declaration, (_match, entity: string, double?: string, single?: string) => {
    values.set(entity, double ?? single ?? "");
    return ""; // what a declaration holds counts only where it is referred to
  });
  if (values.size === 0) return;
  const lengths = new Map<string, number>();
  const expandedLength = (part: string): number => {
    let length = part.length;
    for (const [, reference = ""] of part.matchAll(/&([^\s&;#]+);/g)) length += entityLength(reference);
    return length;
  };
  const entityLength = (entity: string): number => {
    const known = lengths.get(entity);
    if (known !== undefined) return known;
    lengths.set(entity, Infinity); // until it is known: an entity that meets itself never ends
    const length = expandedLength(values.get(entity) ?? "");
    lengths.set(entity, length);
    return length;
  };
  const length = expandedLength(body);
  if (length <= mostExpandedCharacters) return;
  throw pictureFormatError(
    name,
    `an SVG of at most ${mostExpandedCharacters.toLocaleString("en")} characters with its entities`,
    Number.isFinite(length) ? length.toLocaleString("en") : "an entity that holds itself",
    "No drawing needs so many. Open it in a drawing program that you trust and save it as PNG.",
  );
}
