import { offerChoice } from "./importChoices";
import type { ChosenValues, ImportChoice } from "./importer";

/** What the pictures of a folder or list are for. */
export interface FolderUse {
  readonly split: string;
  readonly isQuery: boolean;
  readonly isGallery: boolean;
}

const uses = {
  train: { label: "Training", split: "train", isQuery: false, isGallery: false },
  val: { label: "Validation: queries and gallery", split: "val", isQuery: true, isGallery: true },
  "val-query": { label: "Validation: queries", split: "val", isQuery: true, isGallery: false },
  "val-gallery": { label: "Validation: gallery", split: "val", isQuery: false, isGallery: true },
  "val-only": { label: "Validation: neither", split: "val", isQuery: false, isGallery: false },
  test: { label: "Test: queries and gallery", split: "test", isQuery: true, isGallery: true },
  query: { label: "Test: queries", split: "test", isQuery: true, isGallery: false },
  gallery: { label: "Test: gallery", split: "test", isQuery: false, isGallery: true },
} as const satisfies Readonly<Record<string, FolderUse & { readonly label: string }>>;

export type FolderUseName = keyof typeof uses;

const leaveOut = "none";

const options = [
  ...Object.entries(uses).map(([value, { label }]) => ({ value, label })),
  { value: leaveOut, label: "Leave out" },
];

const namedUses: Readonly<Record<string, FolderUseName>> = {
  train: "train",
  training: "train",
  trn: "train",
  val: "val",
  valid: "val",
  validation: "val",
  test: "test",
  testing: "test",
  query: "query",
  queries: "query",
  probe: "query",
  gallery: "gallery",
  database: "gallery",
  db: "gallery",
  index: "gallery",
  reference: "gallery",
};

/** What a folder of this name is for by custom, in any case; null where its name says nothing. */
export function useOfName(name: string): FolderUseName | null {
  const known = name.toLowerCase();
  return Object.hasOwn(namedUses, known) ? (namedUses[known] ?? null) : null;
}

/** Asks what a folder or list is for. */
export function offerUse(
  key: string,
  label: string,
  value: FolderUseName | typeof leaveOut,
  chosen: ChosenValues,
): ImportChoice {
  return offerChoice({ key, label, options, value }, chosen);
}

/** What a choice of `offerUse` means; null where the folder is to be left out. */
export function chosenUse({ value }: ImportChoice): FolderUse | null {
  if (!isUse(value)) return null;
  const { split, isQuery, isGallery } = uses[value];
  return { split, isQuery, isGallery };
}

function isUse(value: string): value is FolderUseName {
  return Object.hasOwn(uses, value);
}
