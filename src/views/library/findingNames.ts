import { extremeAspect, minorityShare, tinySide } from "../../core/dataset/health/pictureChecks";
import type { HealthFinding } from "../../state/healthStore";

/** What each finding is called, what it means, and where its threshold lies. */
export const findingNames: Readonly<
  Record<HealthFinding["kind"], { readonly title: string; readonly meaning: string }>
> = {
  unreadable: {
    title: "Cannot be read",
    meaning:
      "The file is missing, damaged, or of a format that the studio does not know. Nothing can be embedded of it.",
  },
  "identity-in-two-splits": {
    title: "In two splits",
    meaning:
      "These identities have pictures in more than one split: what is trained on would be tested on. Each shade is one identity.",
  },
  "duplicate-bytes": {
    title: "Same bytes",
    meaning:
      "Files with the same sha256, page and box. Each shade is one group; removing all but one of a group loses nothing.",
  },
  blank: {
    title: "Blank",
    meaning: "All pixels are the same but for noise: the gray values' standard deviation is below 2 of 255.",
  },
  tiny: {
    title: "Tiny",
    meaning: `The shorter side is below ${tinySide} pixels; a network sees more noise than picture.`,
  },
  "extreme-shape": {
    title: "Extreme shape",
    meaning: `One side is more than ${extremeAspect} times the other; padded or squashed, little of the picture is left.`,
  },
  "color-mode": {
    title: "Unusual color mode",
    meaning: `Black and white, gray or color, where less than ${minorityShare * 100} % of the pictures are like that: often scans or photographs among drawings. Each shade is one mode.`,
  },
  "single-image-identity": {
    title: "Single picture",
    meaning: "No other picture shows this identity: nothing can be found for it, and nothing learned from it.",
  },
};
