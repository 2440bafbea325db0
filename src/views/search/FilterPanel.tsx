import { Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { useStore } from "zustand";

import { isDatePrefix } from "../../state/address";
import { changeShow, intentStore } from "../../state/intentStore";
import { searchStore } from "../../state/searchStore";
import { showAll } from "../../state/searchIntent";
import { categoryCounts, dateSpan, scoreHistogram } from "../../state/facets";
import type { Gallery } from "../../state/studioStore";
import { DateRange } from "../../ui/DateRange";
import { FacetList } from "../../ui/FacetList";
import { ScoreHistogram } from "../../ui/ScoreHistogram";

/** Which part of the ranking is shown. */
export function FilterPanel({ gallery }: { readonly gallery: Gallery }): ReactNode {
  const show = useStore(intentStore, (intent) => intent.show);
  const { tilePixels, isGrouped } = show;
  const clear = () => changeShow({ ...showAll, tilePixels, isGrouped });
  return (
    <Stack gap="lg" className="filter-panel">
      <Group justify="space-between">
        <Text component="h2" size="sm" fw={600}>
          Filters
        </Text>
        <Button size="compact-xs" variant="subtle" onClick={clear}>
          Clear
        </Button>
      </Group>
      <ThresholdFilter gallery={gallery} />
      <CategoryFilter gallery={gallery} />
      <DateFilter gallery={gallery} />
    </Stack>
  );
}

function ThresholdFilter({ gallery }: { readonly gallery: Gallery }): ReactNode {
  const result = useStore(searchStore, (state) => state.result);
  const show = useStore(intentStore, (intent) => intent.show);
  const { items } = gallery;
  const { categories, dateFrom, dateTo } = show;
  const histogram = useMemo(
    () => (result === null ? null : scoreHistogram(items, result, { categories, dateFrom, dateTo })),
    [items, result, categories, dateFrom, dateTo],
  );
  if (histogram === null) return null;
  return (
    <Section title={show.threshold === null ? "Score" : `Score at least ${show.threshold.toFixed(3)}`}>
      <ScoreHistogram
        histogram={histogram}
        threshold={show.threshold}
        onThreshold={(threshold) => changeShow({ threshold })}
      />
    </Section>
  );
}

function CategoryFilter({ gallery }: { readonly gallery: Gallery }): ReactNode {
  const result = useStore(searchStore, (state) => state.result);
  const { categories, dateFrom, dateTo, threshold } = useStore(intentStore, (intent) => intent.show);
  const { items } = gallery;
  const counts = useMemo(
    () => categoryCounts(items, result, { threshold, dateFrom, dateTo }),
    [items, result, threshold, dateFrom, dateTo],
  );
  return (
    <Section title="Category">
      {counts.length === 0 ? (
        <Absent what="category" />
      ) : (
        <FacetList
          label="Category"
          values={counts}
          chosen={categories}
          onChoose={(chosen) => changeShow({ categories: chosen })}
        />
      )}
    </Section>
  );
}

function DateFilter({ gallery }: { readonly gallery: Gallery }): ReactNode {
  const { dateFrom, dateTo } = useStore(intentStore, (intent) => intent.show);
  const span = useMemo(() => dateSpan(gallery.items), [gallery]);
  return (
    <Section title="Date">
      {span === null ? (
        <Absent what="date" />
      ) : (
        <DateRange
          from={dateFrom}
          to={dateTo}
          earliest={span.earliest}
          latest={span.latest}
          isDate={isDatePrefix}
          onChange={(from, to) => changeShow({ dateFrom: from, dateTo: to })}
        />
      )}
    </Section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section aria-label={title}>
      <Text component="h3" size="xs" fw={600} mb={6}>
        {title}
      </Text>
      {children}
    </section>
  );
}

function Absent({ what }: { readonly what: string }): ReactNode {
  return (
    <Text size="xs" c="dimmed">
      No item of this gallery has a {what}.
    </Text>
  );
}
