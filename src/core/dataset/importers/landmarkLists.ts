// The lists of the landmark data sets: which picture shows which landmark, and where it came from.
import type { ImportDraft } from "./importDraft";
import { headerOf, type NamedRow, readNamedRows } from "./namedRows";

/** The kinds of lists, by the columns that tell them apart; the first that fits is meant. */
export const landmarkLists = [
  /** Google landmarks, retrieval_solution: a query and the gallery pictures that it should find. */
  { kind: "solution", required: ["id", "images"] },
  /** train_clean: a landmark and all its pictures. */
  { kind: "pictures-of-landmark", required: ["landmark_id", "images"] },
  /** train, index_image_to_landmark: a picture and its landmark, with or without its link. */
  { kind: "landmark-of-picture", required: ["id", "landmark_id"] },
  /** Lists of links with a label. The picture bears the last part of the link as its name. */
  { kind: "landmark-of-link", required: ["url", "landmark_id"] },
  { kind: "landmark-of-link", required: ["url", "label"] },
  { kind: "landmark-of-link", required: ["url", "landmark"] },
] as const;

export type LandmarkListKind = (typeof landmarkLists)[number]["kind"];

/** One list of the folder. */
export interface LandmarkList {
  readonly file: string;
  readonly kind: LandmarkListKind;
  readonly required: readonly string[];
}

/** What kind of list a text is by its header; null where it is none. */
export function landmarkListOf(file: string, head: string): LandmarkList | null {
  for (const { kind, required } of landmarkLists) {
    const header = headerOf(head, required);
    if (required.every((column) => header.includes(column))) return { file, kind, required };
  }
  return null;
}

/** What a list says of one picture. */
export interface ListedLandmark {
  readonly line: number;
  /** What the list calls the picture: an id or the end of a link. */
  readonly name: string;
  readonly landmark: string;
  /** A link to the picture; "" where the list has none. */
  readonly source: string;
}

/** A query of a solution, and what it should find; none where the query is ignored or shows no landmark of the gallery. */
export interface SolvedQuery {
  readonly line: number;
  readonly name: string;
  readonly images: readonly string[];
}

/**
 * The pictures of a list with their landmarks. Landmark ids must be whole numbers, labels of links any text; rows that
 * have none are faults.
 */
export async function readLandmarks(
  draft: ImportDraft,
  { file, kind, required }: LandmarkList,
): Promise<ListedLandmark[]> {
  const listed: ListedLandmark[] = [];
  const [, labelColumn = ""] = required;
  for (const row of await readNamedRows(draft, file, { required })) {
    const { line, cell } = row;
    const landmark = kind === "landmark-of-link" ? cell(labelColumn) : cell("landmark_id");
    const mustBeNumber = kind !== "landmark-of-link" || labelColumn === "landmark_id";
    if (mustBeNumber ? !/^\d+$/.test(landmark) : landmark === "") {
      const expected = mustBeNumber ? "landmark_id to be a whole number" : `a text in ${labelColumn}`;
      draft.fault({ file, line }, `expected ${expected}; found "${landmark}"`);
    } else for (const name of namesOf(row, kind)) listed.push({ line, name, landmark, source: linkOf(cell("url")) });
  }
  return listed;
}

/** The queries of a solution. */
export async function readSolution(draft: ImportDraft, { file, required }: LandmarkList): Promise<SolvedQuery[]> {
  const rows = await readNamedRows(draft, file, { required });
  return rows.map(({ line, cell }) => {
    const isIgnored = cell("Usage") === "Ignored" || cell("images") === "None";
    return { line, name: cell("id"), images: isIgnored ? [] : words(cell("images")) };
  });
}

function namesOf({ cell }: NamedRow, kind: LandmarkListKind): string[] {
  if (kind === "pictures-of-landmark") return words(cell("images"));
  if (kind === "landmark-of-picture") return [cell("id")];
  const path = cell("url").replace(/[?#].*$/, "");
  return [path.slice(path.lastIndexOf("/") + 1)];
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function linkOf(url: string): string {
  return /^https?:\/\/[^\s"<>]+$/i.test(url) ? url : "";
}
