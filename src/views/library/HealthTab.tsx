import { Text, UnstyledButton } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import { browseDataset } from "../../state/browseStore";
import {
  findingCount,
  type HealthFinding,
  type HealthReport,
  healthStore,
  openFinding,
  readHealth,
} from "../../state/healthStore";
import type { LibraryEntry } from "../../state/libraryStore";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount } from "../../ui/format";
import { RunningNotice } from "../../ui/RunningNotice";
import { ExamineNotice } from "./ExamineNotice";
import { FindingPanel } from "./FindingPanel";
import { findingNames } from "./findingNames";

/** What may be wrong with a data set: each finding with its pictures. */
export function HealthTab({ entry }: { readonly entry: LibraryEntry }): ReactNode {
  const { id, revision } = entry.record;
  const state = useStore(healthStore);
  useEffect(() => {
    void readHealth(id);
    // The open picture of a finding tells what its item table says.
    void browseDataset(id);
  }, [id, revision]);
  const report = state.dataset === id ? state.report : null;
  const open = report?.findings.find(({ kind }) => kind === state.open) ?? report?.findings[0];
  return (
    <div className="health-tab">
      <ExamineNotice dataset={id} report={report} />
      <ReadingNotice isFirst={report === null} />
      {report !== null && open === undefined && <NothingFound report={report} />}
      {report !== null && open !== undefined && (
        <div className="health-columns">
          <nav aria-label="Findings" className="finding-list">
            {report.findings.map((finding) => (
              <FindingButton key={finding.kind} finding={finding} isOpen={finding === open} />
            ))}
          </nav>
          <FindingPanel key={open.kind} entry={entry} finding={open} />
        </div>
      )}
    </div>
  );
}

function ReadingNotice({ isFirst }: { readonly isFirst: boolean }): ReactNode {
  const reading = useStore(healthStore, (state) => state.reading);
  if (reading.phase === "failed")
    return <ErrorNotice title="The data set could not be checked" error={reading.error} />;
  if (reading.phase !== "running" || !isFirst) return null;
  return <RunningNotice label="Checking the data set" done={0} total={1} />;
}

function NothingFound({ report }: { readonly report: HealthReport }): ReactNode {
  const isPartial = report.examined < report.total;
  const hint = isPartial
    ? "Of the pictures that were looked at. Look at all of them to know more."
    : "All pictures were looked at.";
  return <EmptyState title="Nothing was found" hint={hint} />;
}

function FindingButton({ finding, isOpen }: { readonly finding: HealthFinding; readonly isOpen: boolean }): ReactNode {
  return (
    <UnstyledButton
      className="finding-button"
      aria-current={isOpen ? "true" : undefined}
      onClick={() => openFinding(finding.kind)}
    >
      <span>{findingNames[finding.kind].title}</span>
      <Text span size="sm" c="dimmed">
        {formatCount(findingCount(finding))}
      </Text>
    </UnstyledButton>
  );
}
