import { Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface EmptyStateProps {
  readonly title: string;
  /** Why there is nothing, or what to do about it. */
  readonly hint: string;
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

/** Stands where there would be content. */
export function EmptyState({ title, hint, action }: EmptyStateProps): ReactNode {
  return (
    <Stack align="center" justify="center" gap="xs" p="xl" style={{ flex: 1, textAlign: "center" }}>
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed" maw={420}>
        {hint}
      </Text>
      {action !== undefined && (
        <Button variant="default" size="sm" onClick={action.onClick}>
          {action.label}
        </Button>
      )}
    </Stack>
  );
}
