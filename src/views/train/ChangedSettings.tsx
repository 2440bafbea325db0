import { Text, Title } from "@mantine/core";
import { type ReactNode, useMemo } from "react";

import { flattenRecipe, recipeDifferences } from "../../core/runs/recipeDifferences";
import type { RecipeContent } from "../../core/training/inheritedRecipe";

export interface ChangedSettingsProps {
  readonly preset: RecipeContent;
  readonly recipe: RecipeContent;
}

/** What was changed of a recipe. */
export function ChangedSettings({ preset, recipe }: ChangedSettingsProps): ReactNode {
  const changes = useMemo(() => recipeDifferences([flattenRecipe(preset), flattenRecipe(recipe)]), [preset, recipe]);
  return (
    <section aria-label="Changes" className="page-card">
      <Title order={3} size="h6" mb={4}>
        Changed from the recipe
      </Title>
      {changes.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing.
        </Text>
      )}
      <ul className="changed-settings">
        {changes.map(({ path, values: [before, now] }) => (
          <li key={path}>
            <code>{path}</code> <del>{before ?? "–"}</del> <ins>{now ?? "–"}</ins>
          </li>
        ))}
      </ul>
    </section>
  );
}
