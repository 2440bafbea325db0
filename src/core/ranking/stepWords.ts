import type { RankStep } from "./rankRecipe";

/** A number of a step, as a person sets it. */
export interface StepNumber {
  readonly field: string;
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** What it does. */
  readonly hint: string;
}

/** What is said of a kind of step. */
export interface StepWords {
  readonly title: string;
  readonly summary: string;
  readonly numbers: readonly StepNumber[];
  /** Published forms, by their names in recipes; empty where there is one. */
  readonly forms: readonly { readonly value: string; readonly label: string }[];
}

const k = (most: number, hint: string): StepNumber => ({ field: "k", label: "k", least: 1, most, step: 1, hint });
const alpha: StepNumber = {
  field: "alpha",
  label: "α",
  least: 0,
  most: 10,
  step: 0.5,
  hint: "Power of the similarity that a neighbor counts with",
};
const times: StepNumber = { field: "times", label: "Rounds", least: 1, most: 5, step: 1, hint: "How often it is done" };

/** By kind, in the order in which they are offered. */
export const stepWords: Readonly<Record<RankStep["kind"], StepWords>> = {
  normalize: {
    title: "L2 normalization",
    summary: "Queries and gallery at unit length.",
    numbers: [],
    forms: [],
  },
  whiten: {
    title: "Whitening",
    summary: "Centers and rotates by what is fitted, and divides by a power of the variance.",
    numbers: [
      { field: "power", label: "Power", least: 0, most: 0.5, step: 0.05, hint: "0 only rotates, 0.5 whitens fully" },
    ],
    forms: [
      { value: "principal", label: "on the gallery's principal directions" },
      { value: "pairs", label: "on pairs of one identity among other items" },
    ],
  },
  "subtract-negatives": {
    title: "Negative subtraction",
    summary: "Moves vectors away from items that are neither query nor gallery.",
    numbers: [
      k(50, "Negatives that are averaged"),
      { field: "beta", label: "β", least: 0, most: 1, step: 0.05, hint: "Share of their mean that is taken away" },
      times,
    ],
    forms: [],
  },
  "augment-gallery": {
    title: "Database augmentation",
    summary: "Gallery vectors become means of themselves and their neighbors.",
    numbers: [k(50, "Neighbors that are averaged"), alpha],
    forms: [
      { value: "dirtorch", label: "similarity^α (dirtorch)" },
      { value: "deep-retrieval", label: "falling with the rank (deep-retrieval)" },
      { value: "pyretri", label: "plain sum (PyRetri)" },
      { value: "isc21", label: "similarity³ (ISC21)" },
    ],
  },
  "expand-queries": {
    title: "Query expansion",
    summary: "Queries become means of themselves and their nearest gallery vectors.",
    numbers: [k(50, "Neighbors that are averaged"), alpha, times],
    forms: [
      { value: "dirtorch", label: "α-QE (dirtorch)" },
      { value: "fast-reid", label: "α-QE, gallery too (fast-reid, DIRA)" },
      { value: "deep-retrieval", label: "plain mean (deep-retrieval)" },
      { value: "pyretri", label: "plain sum (PyRetri)" },
    ],
  },
  quantize: {
    title: "Product quantization",
    summary: "Keeps a few bytes of each gallery vector, as a compressed index does; shows what that costs.",
    numbers: [
      {
        field: "bytes",
        label: "Bytes",
        least: 4,
        most: 128,
        step: 4,
        hint: "Of an item: codes of 4 bits, and a byte for its length",
      },
      {
        field: "rescore",
        label: "Rescore",
        least: 0,
        most: 1000,
        step: 10,
        hint: "How many of the best by codes get their exact scores",
      },
    ],
    forms: [],
  },
  "k-reciprocal": {
    title: "k-reciprocal re-ranking",
    summary: "Compares which rows two pictures have as neighbors in common.",
    numbers: [
      { field: "k1", label: "k1", least: 2, most: 60, step: 1, hint: "Neighbors that must be mutual" },
      { field: "k2", label: "k2", least: 1, most: 30, step: 1, hint: "Neighbors whose sets are averaged" },
      { field: "lambda", label: "λ", least: 0, most: 1, step: 0.05, hint: "Share of the distance before" },
      {
        field: "expansion",
        label: "Expansion",
        least: 0,
        most: 1,
        step: 0.05,
        hint: "Overlap from which a neighbor's own neighbors join",
      },
    ],
    forms: [
      { value: "feature", label: "of vectors (Zhong et al., strong baseline)" },
      { value: "distance", label: "of distances (Zhong et al., fast-reid)" },
      { value: "jaccard", label: "Jaccard distance (fast-reid)" },
      { value: "digix2", label: "wider sets (DIGIX 2nd)" },
      { value: "pyretri", label: "squared twice (PyRetri)" },
    ],
  },
  diffusion: {
    title: "Diffusion",
    summary: "Lets similarity flow along the graph of mutual neighbors.",
    numbers: [
      k(100, "Neighbors that may become edges"),
      {
        field: "gamma",
        label: "γ",
        least: 1,
        most: 10,
        step: 0.5,
        hint: "Power of the similarity that an edge counts with",
      },
      { field: "alpha", label: "α", least: 0.5, most: 0.99, step: 0.01, hint: "Share that is passed on at each step" },
    ],
    forms: [],
  },
  threshold: {
    title: "Score threshold",
    summary: "Leaves out hits that score lower.",
    numbers: [
      {
        field: "minScore",
        label: "Least score",
        least: -1,
        most: 1,
        step: 0.01,
        hint: "Scores are those of the step before",
      },
    ],
    forms: [],
  },
};
