import type { BackendChoice } from "../contracts/searchService";
import type { DatasetId } from "../core/dataset/datasetRecord";
import type { ItemId } from "../core/dataset/item";
import type { CheckpointId } from "../core/embedding/checkpointManifest";
import { StudioError } from "../core/errors";
import type { FractionBox } from "../core/image/fractionBox";
import type { QueryEdit } from "../core/image/queryEdit";
import type { FusionRule } from "../core/ranking/fusion";
import { type GalleryChoice, sampleDataset, shippedChoice } from "./choiceStore";
import { datasetTabs, type LibraryPlace, overview } from "./libraryPlace";
import { type PageName, pageNames } from "./pageStore";
import {
  emptyIntent,
  maximumViews,
  type PictureSource,
  type QueryView,
  type SearchIntent,
  showAll,
  tileRange,
  viewOf,
} from "./searchIntent";

/** What an address says. `backend` is null where the address leaves it to the settings. */
export interface Address {
  readonly page: PageName;
  readonly backend: BackendChoice | null;
  readonly choice: GalleryChoice;
  readonly place: LibraryPlace;
  readonly intent: SearchIntent;
}

const backends: readonly BackendChoice[] = ["auto", "webgpu", "wasm", "javascript"];
const fusions: readonly FusionRule[] = ["max", "mean", "reciprocal-rank"];

/**
 * Writes what a user asked for as the query part of an address; what is as usual is left out.
 *
 * A view is `kind:name;step;step…` with the steps `page=`, `turn=`, `mirror`, `crop=left,top,right,bottom`, `part=` (a box
 * as well), `whole`
 * (no crop to the ink) and `weight=`.
 */
export function writeAddress({ page, backend, choice, place, intent }: Address): string {
  const { query, show, openItem } = intent;
  const pairs: (readonly [name: string, value: string | null])[] = [
    ["page", page === "search" ? null : page],
    ["backend", backend],
    ["dataset", choice.dataset === sampleDataset ? null : choice.dataset],
    ["checkpoint", choice.checkpoint],
    ["store", choice.store ?? null],
    ...placePairs(page, place),
    ...query.views.map((view) => ["view", writeView(view)] as const),
    ["fusion", query.fusion === "max" ? null : query.fusion],
    ...query.liked.map((itemId) => ["like", itemId] as const),
    ...query.disliked.map((itemId) => ["dislike", itemId] as const),
    ...show.categories.map((category) => ["category", category] as const),
    ["from", show.dateFrom],
    ["to", show.dateTo],
    ["threshold", show.threshold === null ? null : String(show.threshold)],
    ["group", show.isGrouped ? "identity" : null],
    ["tile", show.tilePixels === showAll.tilePixels ? null : String(show.tilePixels)],
    ["hit", openItem],
  ];
  return pairs.flatMap(([name, value]) => (value === null ? [] : [`${name}=${escapeValue(value)}`])).join("&");
}

/**
 * Reads the query part of an address, with or without its `?`. Unknown names are left alone: another tool may own them.
 *
 * @throws StudioError AddressFormatError naming the part that cannot be read
 */
export function parseAddress(text: string): Address {
  const parameters = new URLSearchParams(text);
  const views = parameters.getAll("view").map(parseView);
  if (views.length > maximumViews) throw fault("view", `at most ${maximumViews} times`, `${views.length} times`);
  const threshold = parameters.get("threshold");
  const tile = parameters.get("tile");
  const backend = parameters.get("backend");
  return {
    page: oneOf("page", pageNames, parameters.get("page") ?? "search"),
    backend: backend === null ? null : oneOf("backend", backends, backend),
    choice: {
      dataset: parameters.get("dataset") === null ? sampleDataset : (parseId("dataset", parameters) as DatasetId),
      checkpoint: parameters.get("checkpoint") === null ? null : (parseId("checkpoint", parameters) as CheckpointId),
      ...(parameters.get("store") === null ? {} : { store: parseId("store", parameters) }),
    },
    place: parsePlace(parameters),
    intent: {
      query: {
        views,
        fusion: oneOf("fusion", fusions, parameters.get("fusion") ?? "max"),
        liked: parameters.getAll("like") as ItemId[],
        disliked: parameters.getAll("dislike") as ItemId[],
      },
      show: {
        categories: parameters.getAll("category"),
        dateFrom: parseDate("from", parameters.get("from")),
        dateTo: parseDate("to", parameters.get("to")),
        threshold: threshold === null ? null : parseNumber("threshold", threshold, [-1e6, 1e6]),
        isGrouped: parameters.get("group") === "identity",
        tilePixels: tile === null ? showAll.tilePixels : parseNumber("tile", tile, [tileRange.least, tileRange.most]),
      },
      openItem: parameters.get("hit") as ItemId | null,
    },
  };
}

/** The address of a page with nothing asked for. */
export const emptyAddress: Address = {
  page: "search",
  backend: null,
  choice: shippedChoice,
  place: overview,
  intent: emptyIntent,
};

/** Where in the library is told only by the library's page: the others do not show it. */
function placePairs(page: PageName, { dataset, tab }: LibraryPlace): (readonly [string, string | null])[] {
  if (page !== "library" || dataset === null) return [];
  return [
    ["library", dataset],
    ["tab", tab === overview.tab ? null : tab],
  ];
}

function parsePlace(parameters: URLSearchParams): LibraryPlace {
  if (parameters.get("library") === null) return overview;
  const dataset = parseId("library", parameters) as DatasetId;
  return { dataset, tab: oneOf("tab", datasetTabs, parameters.get("tab") ?? overview.tab) };
}

function parseId(name: string, parameters: URLSearchParams): string {
  const text = parameters.get(name) ?? "";
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(text)) throw fault(name, "an id of letters, digits and ._:-", `"${text}"`);
  return text;
}

/** Whether a text is a date as the item table writes it: YYYY, YYYY-MM or YYYY-MM-DD. */
export function isDatePrefix(text: string): boolean {
  return /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text);
}

// Slashes, colons and commas are legal in the query part, and an address with them can be read.
function escapeValue(value: string): string {
  return encodeURIComponent(value).replace(/%(2F|3A|2C|3B|3D)/g, decodeURIComponent);
}

function writeView({ source, page, edit, weight }: QueryView): string {
  const steps: string[] = [];
  if (page !== 0) steps.push(`page=${page + 1}`);
  if (edit.quarterTurns !== 0) steps.push(`turn=${edit.quarterTurns}`);
  if (edit.isMirrored) steps.push("mirror");
  if (edit.crop !== null) {
    steps.push(`crop=${writeBox(edit.crop)}`);
  }
  if (edit.part !== undefined && edit.part !== null) steps.push(`part=${writeBox(edit.part)}`);
  if (!edit.cropToInk) steps.push("whole");
  if (weight !== 1) steps.push(`weight=${weight}`);
  const named = source.kind === "item" ? source.itemId : `${source.sha256}:${source.name}`;
  return [`${source.kind}:${named.replace(/[%;]/g, encodeURIComponent)}`, ...steps].join(";");
}

function writeBox({ left, top, right, bottom }: FractionBox): string {
  return [left, top, right, bottom].map((fraction) => Number(fraction.toFixed(4))).join(",");
}

function parseView(text: string): QueryView {
  const [named = "", ...steps] = text.split(";");
  let view = viewOf(parseSource(named));
  for (const step of steps) {
    const [name = "", value = ""] = step.split("=");
    view =
      name === "page" || name === "weight"
        ? withPageOrWeight(view, name, value)
        : { ...view, edit: withEdit(view.edit, step) };
  }
  return view;
}

function withPageOrWeight(view: QueryView, name: "page" | "weight", value: string): QueryView {
  return name === "page"
    ? { ...view, page: Math.round(parseNumber("page", value, [1, 1e6])) - 1 }
    : { ...view, weight: parseNumber("weight", value, [0.01, 1]) };
}

function withEdit(edit: QueryEdit, step: string): QueryEdit {
  const [name = "", value = ""] = step.split("=");
  switch (name) {
    case "mirror":
      return { ...edit, isMirrored: true };
    case "whole":
      return { ...edit, cropToInk: false };
    case "turn":
      return { ...edit, quarterTurns: parseNumber("turn", value, [0, 3]) as QueryEdit["quarterTurns"] };
    case "crop":
      return { ...edit, crop: parseBox("crop", value) };
    case "part":
      return { ...edit, part: parseBox("part", value) };
    default:
      throw fault("view", "the steps page, turn, mirror, crop, part, whole and weight", `"${step}"`);
  }
}

function parseBox(name: "crop" | "part", value: string): FractionBox {
  const [left = NaN, top = NaN, right = NaN, bottom = NaN, ...rest] = value.split(",").map(Number);
  const isBox = left >= 0 && top >= 0 && right <= 1 && bottom <= 1 && left < right && top < bottom;
  if (!isBox || rest.length > 0) throw fault(name, "left,top,right,bottom as rising fractions of 0 to 1", `"${value}"`);
  return { left, top, right, bottom };
}

function parseSource(text: string): PictureSource {
  const decoded = text.replace(/%(25|3B)/gi, decodeURIComponent);
  const item = /^item:(.+)$/su.exec(decoded);
  if (item?.[1] !== undefined) return { kind: "item", itemId: item[1] as ItemId };
  const kept = /^kept:([0-9a-f]{64}):(.*)$/su.exec(decoded);
  if (kept?.[1] !== undefined) return { kind: "kept", sha256: kept[1], name: kept[2] ?? "" };
  throw fault("view", "item:PATH or kept:SHA256:NAME", `"${decoded}"`);
}

function parseNumber(name: string, text: string, [least, most]: readonly [number, number]): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(value >= least && value <= most)) throw fault(name, `a number from ${least} to ${most}`, `"${text}"`);
  return value;
}

function parseDate(name: string, text: string | null): string | null {
  if (text !== null && !isDatePrefix(text)) throw fault(name, "YYYY, YYYY-MM or YYYY-MM-DD", `"${text}"`);
  return text;
}

function oneOf<Value extends string>(name: string, values: readonly Value[], text: string): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw fault(name, values.join(", "), `"${text}"`);
  return found;
}

function fault(name: string, expected: string, found: string): StudioError {
  return new StudioError(
    "AddressFormatError",
    `the address cannot be read: "${name}" should be ${expected}; found ${found}`,
    "Ask for the link again, or start from an empty search.",
  );
}
