import { Button, Group, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type ReactNode, useMemo } from "react";
import { useStore } from "zustand";

import type { ItemList } from "../../core/dataset/itemList";
import { browseStore } from "../../state/browseStore";
import { exportFinding, findingCount, findingItem, type HealthFinding } from "../../state/healthStore";
import type { LibraryEntry } from "../../state/libraryStore";
import { addSelected } from "../../state/selectionStore";
import { findingNames } from "./findingNames";
import { ItemDialog } from "./ItemDialog";
import { SelectionBar } from "./SelectionBar";
import { useWallKeys } from "./useWallKeys";
import { Wall, type WallContent } from "./Wall";

export interface FindingPanelProps {
  readonly entry: LibraryEntry;
  readonly finding: HealthFinding;
}

/** One finding: what it means, and the pictures that it concerns. */
export function FindingPanel({ entry, finding }: FindingPanelProps): ReactNode {
  const { record } = entry;
  const all = useStore(browseStore, (state) => (state.dataset === record.id ? state.all : null));
  const content = useMemo(() => wallOf(finding, all), [finding, all]);
  useWallKeys(record.id, content);
  const spare = useMemo(() => spareCopies(finding), [finding]);
  return (
    <section className="finding-panel" aria-label={findingNames[finding.kind].title}>
      <div className="finding-head">
        <Title order={2} size="h5">
          {finding.summary}
        </Title>
        <Text size="sm" c="dimmed">
          {findingNames[finding.kind].meaning}
        </Text>
        <Group gap="xs" mt={6}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={15} />}
            onClick={() => exportFinding(record, finding)}
          >
            Save the list
          </Button>
          {spare.length > 0 && (
            <Button
              size="xs"
              variant="default"
              onClick={() =>
                addSelected(
                  record.id,
                  spare.map((position) => findingItem(finding, position)),
                )
              }
            >
              Select all but the first of each group
            </Button>
          )}
        </Group>
      </div>
      <SelectionBar entry={entry} />
      <Wall
        label={finding.summary}
        dataset={record.id}
        content={content}
        contentKey={`${finding.kind} ${record.revision}`}
      />
      <ItemDialog entry={entry} content={content} />
    </section>
  );
}

function wallOf(finding: HealthFinding, all: ItemList | null): WallContent {
  const { groups } = finding;
  return {
    count: findingCount(finding),
    itemId: (position) => findingItem(finding, position),
    texts: (position) => {
      const itemId = findingItem(finding, position);
      const item = all?.at(all.rowOf(itemId));
      const name = itemId.slice(itemId.lastIndexOf("/") + 1);
      return { title: name, detail: [item?.identity, item?.split].filter(Boolean).join(" · ") };
    },
    group:
      groups === null
        ? null
        : (position) => {
            const number = groups[position] ?? 0;
            const isFirst = position === 0 || groups[position - 1] !== number;
            return { number, begins: isFirst ? `group ${number + 1}` : null };
          },
  };
}

/** Of duplicates, the places of all but the first of each group; nothing of other findings. */
function spareCopies({ kind, groups }: HealthFinding): number[] {
  if (kind !== "duplicate-bytes" || groups === null) return [];
  return Array.from(groups, (group, position) => (groups[position - 1] === group ? position : -1)).filter(
    (position) => position >= 0,
  );
}
