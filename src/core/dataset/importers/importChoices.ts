import type { ChosenValues, ImportChoice } from "./importer";

/** What items of a folder or list are for. */
export interface Roles {
  readonly isQuery: boolean;
  readonly isGallery: boolean;
}

/** A choice with what the user chose, or with the layout's own value. A value that is not offered counts as none. */
export function offerChoice(choice: ImportChoice, chosen: ChosenValues): ImportChoice {
  const value = chosen[choice.key];
  return choice.options.some((option) => option.value === value) && value !== undefined ? { ...choice, value } : choice;
}

const roleOptions = [
  { value: "gallery", label: "Gallery" },
  { value: "query", label: "Queries" },
  { value: "both", label: "Queries and gallery" },
  { value: "none", label: "Neither (training only)" },
] as const;

export type RoleName = (typeof roleOptions)[number]["value"];

/** Asks what items are for. */
export function offerRole(key: string, label: string, value: RoleName, chosen: ChosenValues): ImportChoice {
  return offerChoice({ key, label, options: roleOptions, value }, chosen);
}

/** The roles that a choice of `offerRole` means. */
export function rolesOf({ value }: ImportChoice): Roles {
  return { isQuery: value === "query" || value === "both", isGallery: value === "gallery" || value === "both" };
}

const splitOptions = [
  { value: "train", label: "Training" },
  { value: "val", label: "Validation" },
  { value: "test", label: "Test" },
] as const;

export type SplitName = (typeof splitOptions)[number]["value"];

/** Asks which split items belong to; the value is the split's name in the item table. */
export function offerSplit(key: string, label: string, value: SplitName, chosen: ChosenValues): ImportChoice {
  return offerChoice({ key, label, options: splitOptions, value }, chosen);
}
