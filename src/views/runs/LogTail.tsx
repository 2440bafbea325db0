import { Button, Group, Select, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useStore } from "zustand";

import { logStore, watchLog } from "../../state/logStore";
import type { DrawnRun } from "./useDrawnRuns";

/** The end of what a trainer wrote, for when a run does not do what it should. */
export function LogTail({ drawn }: { readonly drawn: readonly DrawnRun[] }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const id = drawn.find(({ run }) => run.id === chosen)?.run.id ?? drawn.at(-1)?.run.id;
  if (id === undefined) return null;
  return (
    <section aria-label="Log" className="page-card">
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h5">
          Log
        </Title>
        <Group gap="xs">
          {isOpen && drawn.length > 1 && (
            <Select
              size="xs"
              aria-label="Run of the log"
              data={drawn.map(({ run }) => ({ value: run.id, label: run.name }))}
              value={id}
              allowDeselect={false}
              onChange={setChosen}
            />
          )}
          <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? "Hide" : "Show its end"}
          </Button>
        </Group>
      </Group>
      {isOpen && <LogText key={id} id={id} />}
    </section>
  );
}

function LogText({ id }: { readonly id: string }): ReactNode {
  const { run, text, failure } = useStore(logStore);
  useEffect(() => watchLog(id), [id]);
  if (run !== id) return null;
  if (failure !== null) return <Text size="sm">{failure.message}</Text>;
  return (
    <pre className="log-tail" tabIndex={0} aria-label="Log text">
      {text === "" ? "The trainer has written nothing." : text}
    </pre>
  );
}
