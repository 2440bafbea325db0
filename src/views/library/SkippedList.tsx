import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import type { ProposedImport } from "../../state/importStore";
import { formatCount } from "../../ui/format";

/** Files that the layout does not use, by reason. */
export function SkippedList({ skipped }: { readonly skipped: ProposedImport["proposal"]["skipped"] }): ReactNode {
  if (skipped.length === 0) return null;
  return (
    <section aria-label="Skipped" className="page-card">
      <Title order={2} size="h5" mb={6}>
        Skipped
      </Title>
      {skipped.map(({ reason, count, paths }) => (
        <details key={reason} className="skipped">
          <summary>
            {formatCount(count)} {count === 1 ? "file" : "files"}: {reason}
          </summary>
          <ul>
            {paths.map((path) => (
              <li key={path}>{path}</li>
            ))}
          </ul>
          {count > paths.length && (
            <Text size="xs" c="dimmed">
              and {formatCount(count - paths.length)} more
            </Text>
          )}
        </details>
      ))}
    </section>
  );
}
