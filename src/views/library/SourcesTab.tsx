import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import type { SourceRecord } from "../../core/dataset/datasetRecord";
import type { LibraryEntry } from "../../state/libraryStore";
import { ImportButtons } from "./ImportButtons";

/** Where a data set's pictures lie, and the ways to add more. */
export function SourcesTab({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  const { id, sources } = entry.record;
  return (
    <Stack gap="md" className="dataset-scroll">
      <section aria-label="Sources">
        {sources.map((source) => (
          <Source key={source.sourceId} source={source} />
        ))}
      </section>
      <section aria-label="Add items" className="page-card">
        <Title order={2} size="h5" mb={4}>
          Add items
        </Title>
        <Text size="sm" c="dimmed" mb="xs">
          Their paths get a prefix of their own, so that none can stand for another. Only the new ones are embedded
          then.
        </Text>
        <ImportButtons into={id} />
      </section>
    </Stack>
  );
}

const kinds: Readonly<Record<SourceRecord["kind"], string>> = {
  handle: "folder, read where it lies",
  archive: "zip, read where it lies",
  copy: "copied into this browser",
  companion: "served by the companion",
  none: "embeddings without pictures",
};

function Source({ source }: { readonly source: SourceRecord }): ReactNode {
  const { name, kind, prefix } = source;
  return (
    <div className="page-card source">
      <Text fw={600}>{name}</Text>
      <span className="tag">{kinds[kind]}</span>
      {prefix !== "" && (
        <Text size="sm" c="dimmed">
          paths begin with {prefix}
        </Text>
      )}
    </div>
  );
}
