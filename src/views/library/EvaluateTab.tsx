import { Button, Text } from "@mantine/core";
import { IconRuler2 } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { measurableTables, showEvaluationOf } from "../../state/evaluateChoiceStore";
import { showDataset } from "../../state/libraryPlace";
import type { LibraryEntry } from "../../state/libraryStore";
import { EmptyState } from "../../ui/EmptyState";
import { formatCount } from "../../ui/format";

/** The way to the evaluation of a data set, or what it still needs for one. */
export function EvaluateTab({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  const { record } = entry;
  if (measurableTables(entry).length === 0) {
    return (
      <EmptyState
        title="Nothing is embedded yet"
        hint="Queries and gallery are compared by their embeddings."
        action={{ label: "Show the embeddings", onClick: () => showDataset(record.id, "embeddings") }}
      />
    );
  }
  const { queries, gallery, items } = record.counts;
  return (
    <div className="dataset-scroll">
      <section aria-label="Evaluation" className="page-card">
        <Text size="sm" mb="sm">
          {queries === 0 || gallery === 0
            ? `No item is ${queries === 0 ? "a query" : "in the gallery"}: each of ${formatCount(items)} items will be ranked against all others. Set is_query and is_gallery in the item table for another split.`
            : `Each of ${formatCount(queries)} queries will be ranked against ${formatCount(gallery)} gallery items.`}
        </Text>
        <Button leftSection={<IconRuler2 size={16} aria-hidden />} onClick={() => showEvaluationOf(record.id)}>
          Evaluate on this data set
        </Button>
      </section>
    </div>
  );
}
