import { Button, FileButton, Group, Text } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { Decision } from "../../core/duplicates/ledgerEntry";
import type { StandingDecisions } from "../../core/duplicates/standingDecisions";
import { dismissLedgerFailure, exportLedger, importLedger, ledgerStore } from "../../state/ledgerStore";
import { undoVerdict } from "../../state/reviewVerdicts";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount } from "../../ui/format";

interface LedgerLineProps {
  readonly dataset: DatasetId;
  readonly datasetName: string;
  readonly standing: StandingDecisions;
}

/** What was decided of this data set, in all; and how to take it elsewhere. */
export function LedgerLine({ dataset, datasetName, standing }: LedgerLineProps): ReactNode {
  const failure = useStore(ledgerStore, (state) => state.failure);
  const forgetFile = useRef<() => void>(null);
  const takeFile = (file: File | null): void => {
    if (file !== null) void importLedger(file);
    // The same file may be chosen again.
    forgetFile.current?.();
  };
  const { decisions, contradictions } = standing;
  const latest = decisions.at(-1);
  const count = decisions.length;
  return (
    <>
      <Group gap="xs" mt="xs" role="group" aria-label="Decisions">
        <Text size="sm">
          {`${formatCount(count)} ${count === 1 ? "decision" : "decisions"} in the ledger of this data set`}
        </Text>
        <Button size="compact-xs" variant="default" disabled={count === 0} onClick={() => void undoVerdict(dataset)}>
          Undo the latest (U)
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => void exportLedger(datasetName)}>
          Export (.jsonl)
        </Button>
        <FileButton accept=".jsonl,application/jsonl" resetRef={forgetFile} onChange={takeFile}>
          {(props) => (
            <Button {...props} size="compact-xs" variant="default">
              Import
            </Button>
          )}
        </FileButton>
        {contradictions.length > 0 && (
          <Text size="sm" c="orange">{`${formatCount(contradictions.length)} contradict each other`}</Text>
        )}
      </Group>
      {latest !== undefined && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {`Latest: ${decisionText(latest)}`}
        </Text>
      )}
      {failure !== null && (
        <ErrorNotice title="The ledger was not changed" error={failure} onClose={dismissLedgerFailure} />
      )}
    </>
  );
}

function decisionText({ kind, subject, author }: Decision): string {
  const names =
    subject.kind === "parts" ? [subject.identity] : subject.kind === "items" ? subject.items : subject.identities;
  return `${kind}, ${names.join(" and ")}, by ${author === "" ? "someone" : author}`;
}
