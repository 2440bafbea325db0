import { Group, Loader, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

import type { ProposedImport } from "../../state/importStore";
import { formatCount } from "../../ui/format";
import { AcceptForm } from "./AcceptForm";
import { DatasetCounts } from "./DatasetCounts";
import { FaultList } from "./FaultList";
import { FirstItems } from "./FirstItems";
import { ImportChoices } from "./ImportChoices";
import { LayoutChoice } from "./LayoutChoice";
import { SkippedList } from "./SkippedList";
import { SplitTable } from "./SplitTable";

/** What the studio recognised, what would become of it, and what can be chosen otherwise. */
export function ProposalView({ state }: { readonly state: ProposedImport }): ReactNode {
  const { proposal, work } = state;
  const { vectors } = proposal;
  return (
    <div className="proposal">
      <Stack gap="md" className="proposal-findings">
        <LayoutChoice state={state} />
        <section aria-label="What it holds" aria-busy={work.phase === "revising"} className="page-card">
          <Group justify="space-between" align="start">
            <DatasetCounts counts={proposal.counts} />
            {work.phase === "revising" && <Loader size="sm" aria-label="Reading again" />}
          </Group>
          {vectors !== null && (
            <Text size="sm" mt="xs">
              Embeddings come along: {formatCount(vectors.rows)} rows of {formatCount(vectors.dimension)} numbers in{" "}
              {vectors.path}.
            </Text>
          )}
          <SplitTable splits={proposal.splits} />
        </section>
        <ImportChoices state={state} />
        <FirstItems state={state} />
        <FaultList state={state} />
        <SkippedList skipped={proposal.skipped} />
      </Stack>
      <AcceptForm state={state} />
    </div>
  );
}
