import type { ItemList } from "../itemList";
import { findDuplicateBytes } from "./duplicateBytes";
import type { FactColumns } from "./factColumns";
import type { HealthCheck, RowFinding } from "./healthCheck";
import { findIdentitiesInTwoSplits, findSingleImages } from "./identityChecks";
import { findBlank, findColorMode, findExtremeShape, findTiny, findUnreadable } from "./pictureChecks";

/** All health checks, the gravest first. */
const checks: readonly HealthCheck[] = [
  findUnreadable,
  findIdentitiesInTwoSplits,
  findDuplicateBytes,
  findBlank,
  findTiny,
  findExtremeShape,
  findColorMode,
  findSingleImages,
];

/**
 * What may be wrong with a data set, as far as its pictures have been looked at.
 *
 * @param facts by row of `items`
 */
export function checkHealth(items: ItemList, facts: FactColumns): RowFinding[] {
  return checks.flatMap((check) => check(items, facts) ?? []);
}
