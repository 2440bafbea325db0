import { Checkbox, Group, ScrollArea, Table, Text } from "@mantine/core";
import { memo, type ReactNode, useEffect, useMemo } from "react";
import { useStore } from "zustand";

import type { RunCurves } from "../../core/runs/runCurves";
import { flattenRecipe, recipeDifferences } from "../../core/runs/recipeDifferences";
import { type CompanionRun, loadRecipes, runsStore } from "../../state/runsStore";
import { runTableStore, selectRuns, toggleRun } from "../../state/runTableStore";
import { runColor } from "../../ui/runColors";
import { ColumnMenu } from "./ColumnMenu";
import { RunActions } from "./RunActions";
import { metricNames, type RunColumn, runColumns } from "./runColumns";
import type { DrawnRun } from "./useDrawnRuns";

export interface RunTableProps {
  readonly runs: readonly CompanionRun[];
  readonly drawn: readonly DrawnRun[];
}

/** All runs, newest first, with their best values. The checked ones are drawn. */
export function RunTable({ runs, drawn }: RunTableProps): ReactNode {
  const { hiddenColumns, areDifferencesShown } = useStore(runTableStore);
  // The names as one text, which stays the same while numbers come.
  const names = metricNames(runs, drawn).join("\n");
  const metrics = useMemo(() => names.split("\n").filter((name) => name !== ""), [names]);
  const differences = useDifferenceColumns(drawn, areDifferencesShown);
  const all = useMemo(() => [...runColumns(metrics), ...differences], [metrics, differences]);
  const shown = useMemo(() => all.filter(({ name }) => !hiddenColumns.includes(name)), [all, hiddenColumns]);
  const heardOf = new Map(drawn.map((one) => [one.run.id, one]));
  return (
    <section aria-label="All runs">
      <Group justify="space-between" mb={4} gap="xs">
        <Text size="xs" c="dimmed">
          {drawn.length} of {runs.length} drawn. Best values of a metric, not the last ones.
        </Text>
        <ColumnMenu columns={all} />
      </Group>
      <ScrollArea.Autosize mah={320} type="auto" className="run-table" tabIndex={0} viewportProps={{ tabIndex: 0 }}>
        <Table stickyHeader highlightOnHover verticalSpacing={4} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={40}>
                <AllRuns runs={runs} drawn={drawn} />
              </Table.Th>
              <Table.Th>Run</Table.Th>
              {shown.map(({ name, title }) => (
                <Table.Th key={name}>{title}</Table.Th>
              ))}
              <Table.Th aria-label="Actions" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.toReversed().map((run, place) => {
              const curves = heardOf.get(run.id)?.heard?.drawn.curves ?? null;
              return (
                <RunRow
                  key={run.id}
                  run={run}
                  color={runColor(runs.length - 1 - place)}
                  isDrawn={heardOf.has(run.id)}
                  curves={curves}
                  validations={curves?.validations.length ?? 0}
                  columns={shown}
                />
              );
            })}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </section>
  );
}

function AllRuns({ runs, drawn }: RunTableProps): ReactNode {
  return (
    <Checkbox
      size="xs"
      aria-label="Draw all runs"
      checked={drawn.length === runs.length}
      indeterminate={drawn.length > 0 && drawn.length < runs.length}
      onChange={() => selectRuns(drawn.length === runs.length ? [] : runs.map(({ id }) => id))}
    />
  );
}

interface RunRowProps {
  readonly run: CompanionRun;
  readonly color: string;
  readonly isDrawn: boolean;
  /** Grow in their place: `validations` tells that there are more. */
  readonly curves: RunCurves | null;
  readonly validations: number;
  readonly columns: readonly RunColumn[];
}

/** A hundred rows must not be rendered again for each number that one run tells. */
const RunRow = memo(function RunRow({ run, color, isDrawn, curves, columns }: RunRowProps): ReactNode {
  return (
    <Table.Tr>
      <Table.Td>
        <Checkbox
          size="xs"
          color={color}
          aria-label={`Draw ${run.name}`}
          checked={isDrawn}
          onChange={() => toggleRun(run.id, runsStore.getState().runs ?? [])}
        />
      </Table.Td>
      <Table.Td className="run-name" title={run.name}>
        {run.name}
      </Table.Td>
      {columns.map(({ name, cell }) => (
        <Table.Td key={name}>{cell(run, curves)}</Table.Td>
      ))}
      <Table.Td>
        <RunActions run={run} />
      </Table.Td>
    </Table.Tr>
  );
});

/** A column for each setting in which the drawn runs differ. */
function useDifferenceColumns(drawn: readonly DrawnRun[], areShown: boolean): readonly RunColumn[] {
  const recipes = useStore(runsStore, (state) => state.recipes);
  const ids = drawn.map(({ run }) => run.id).join(" ");
  useEffect(() => {
    if (areShown && ids !== "") void loadRecipes(ids.split(" "));
  }, [areShown, ids]);
  return useMemo(() => {
    if (!areShown) return [];
    const known = ids.split(" ").flatMap((id) => {
      const recipe = recipes.get(id);
      return recipe === undefined ? [] : [{ id, flat: flattenRecipe(recipe) }];
    });
    return recipeDifferences(known.map(({ flat }) => flat)).map(({ path, values }) => {
      const valueOf = new Map(known.map(({ id }, place) => [id, values[place] ?? "–"]));
      return { name: `recipe:${path}`, title: path, cell: ({ id }: CompanionRun) => valueOf.get(id) ?? "" };
    });
  }, [areShown, ids, recipes]);
}
