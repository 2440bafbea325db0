// What of the golden files the page's side implements. An adapter only turns a case into arguments and results into arrays;
// it calls nothing that the product does not call itself.
import type { GoldenAdapters } from "./goldenAdapter";
import { aggregationAdapters } from "./aggregationAdapters";
import { expansionAdapters } from "./expansionAdapters";
import { kReciprocalAdapters } from "./kReciprocalAdapters";
import { matchingAdapters } from "./matchingAdapters";
import { metricAdapters } from "./metricAdapters";
import { pairMetricAdapters } from "./pairMetricAdapters";
import { pictureAdapters } from "./pictureAdapters";
import { reductionAdapters } from "./reductionAdapters";
import { whiteningAdapters } from "./whiteningAdapters";

/** By the golden file's name. */
export const adapters: GoldenAdapters = {
  ...pictureAdapters,
  ...aggregationAdapters,
  ...expansionAdapters,
  ...kReciprocalAdapters,
  ...matchingAdapters,
  ...reductionAdapters,
  ...metricAdapters,
  ...pairMetricAdapters,
  ...whiteningAdapters,
};
