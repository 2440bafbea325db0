import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { formatCount } from "../../ui/format";
import type { DrawnRun } from "./useDrawnRuns";

/** What the drawn runs said: warnings, failures, stops, the newest first. */
export function RunNotes({ drawn }: { readonly drawn: readonly DrawnRun[] }): ReactNode {
  const notes = drawn
    .flatMap(({ run, heard }) => (heard?.drawn.curves.notes ?? []).map((note) => ({ ...note, run })))
    .sort((a, b) => b.time - a.time);
  if (notes.length === 0) return null;
  return (
    <section aria-label="What the runs said" className="page-card">
      <Title order={2} size="h5" mb={4}>
        What the runs said
      </Title>
      <ul className="run-notes">
        {notes.map(({ run, time, kind, step, message, hint }) => (
          <li key={`${run.id} ${time} ${message}`} data-kind={kind}>
            <Text span size="xs" c="dimmed">
              {run.name}, step {formatCount(step)}, {new Date(time * 1000).toLocaleTimeString()}:{" "}
            </Text>
            {message} {hint}
          </li>
        ))}
      </ul>
    </section>
  );
}
