import { Button, Group, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";

import { type ProposedImport, readAllFaults, saveFaults } from "../../state/importStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { formatCount } from "../../ui/format";
import { VirtualList } from "../../ui/VirtualList";

const rowPixels = 44;

/** Everything that is wrong, with file and line. The rows that have a fault are left out of the import. */
export function FaultList({ state }: { readonly state: ProposedImport }): ReactNode {
  const { proposal, faults } = state;
  const { proposalId, faultCount, firstFaults } = proposal;
  const hasMore = faultCount > firstFaults.length;
  useEffect(() => {
    if (hasMore) void readAllFaults();
  }, [hasMore, proposalId]);
  if (faultCount === 0) return null;
  const known = faults.phase === "done" ? faults.value : firstFaults;
  return (
    <section aria-label="Faults" className="page-card">
      <Group justify="space-between" mb={6}>
        <Title order={2} size="h5">
          {formatCount(faultCount)} {faultCount === 1 ? "fault" : "faults"}
        </Title>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={15} />}
          onClick={() => void saveFaults()}
        >
          Save all as CSV
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        Rows with a fault are left out; everything else is imported. Mend the files and drop them again to have them
        all.
      </Text>
      {faults.phase === "failed" && <ErrorNotice title="Not all faults could be read" error={faults.error} />}
      <VirtualList
        label="Faults"
        count={known.length}
        rowPixels={rowPixels}
        mostPixels={rowPixels * 7}
        renderRow={(position) => {
          const fault = known[position];
          if (fault === undefined) return null;
          return (
            <span className="fault">
              <span className="fault-place">
                {fault.line === null ? fault.file : `${fault.file}, line ${fault.line}`}
              </span>
              <span title={fault.message}>{fault.message}</span>
            </span>
          );
        }}
      />
    </section>
  );
}
