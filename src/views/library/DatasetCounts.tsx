import type { ReactNode } from "react";

import type { DatasetCounts as Counts } from "../../core/dataset/datasetRecord";
import { Facts } from "../../ui/Facts";
import { formatCount } from "../../ui/format";

/** How many of everything a data set has. */
export function DatasetCounts({ counts }: { readonly counts: Counts }): ReactNode {
  return (
    <Facts
      facts={[
        { name: "items", value: formatCount(counts.items) },
        { name: "identities", value: formatCount(counts.identities) },
        { name: "queries", value: formatCount(counts.queries) },
        { name: "gallery", value: formatCount(counts.gallery) },
      ]}
    />
  );
}
