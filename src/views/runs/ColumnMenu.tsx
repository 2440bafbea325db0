import { Button, Checkbox, Popover, ScrollArea, Stack, Switch } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { runTableStore, toggleHidden } from "../../state/runTableStore";
import type { RunColumn } from "./runColumns";

/** Which columns the table of runs has; remembered in this browser. */
export function ColumnMenu({ columns }: { readonly columns: readonly RunColumn[] }): ReactNode {
  const { hiddenColumns, areDifferencesShown } = useStore(runTableStore);
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconColumns3 size={15} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <ScrollArea.Autosize mah={360} type="auto">
          <Stack gap={6}>
            <Switch
              size="xs"
              label="Settings in which the drawn runs differ"
              checked={areDifferencesShown}
              onChange={(event) => runTableStore.setState({ areDifferencesShown: event.currentTarget.checked })}
            />
            {columns.map(({ name, title }) => (
              <Checkbox
                key={name}
                size="xs"
                label={title}
                checked={!hiddenColumns.includes(name)}
                onChange={() => toggleHidden("hiddenColumns", name)}
              />
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
