import { Button, Code, Group, List, Table, Text, Title } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import { checkDevice, deviceStore } from "../../state/deviceStore";
import { type DeviceRow, deviceTable, deviceText } from "../../state/deviceTable";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { RunningNotice } from "../../ui/RunningNotice";

/** What this machine and browser offer, and what to change. */
export function DeviceView(): ReactNode {
  const report = useStore(deviceStore, (state) => state.report);
  const clipboard = useClipboard();
  useEffect(() => void checkDevice(), []);
  return (
    <main className="page-view">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h3">
          GPU check
        </Title>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => void checkDevice()}>
            Check again
          </Button>
          {report.phase === "done" && (
            <Button size="xs" variant="default" onClick={() => clipboard.copy(deviceText(report.value))}>
              {clipboard.copied ? "Copied" : "Copy as text"}
            </Button>
          )}
        </Group>
      </Group>
      {report.phase === "running" && <RunningNotice label="Looking at this machine" done={0} total={1} />}
      {report.phase === "failed" && <ErrorNotice title="The check was not finished" error={report.error} />}
      {report.phase === "done" && (
        <>
          <Advice lines={report.value.advice} />
          <FactTable rows={deviceTable(report.value)} />
        </>
      )}
    </main>
  );
}

function Advice({ lines }: { readonly lines: readonly string[] }): ReactNode {
  if (lines.length === 0) return null;
  return (
    <section aria-label="What to do" className="page-card">
      <List size="sm" spacing={6}>
        {lines.map((line) => (
          <List.Item key={line}>
            <WithFlags line={line} />
          </List.Item>
        ))}
      </List>
    </section>
  );
}

/** Command-line flags and addresses of settings pages stand out, to be copied whole. */
function WithFlags({ line }: { readonly line: string }): ReactNode {
  return line
    .split(/((?:--[\w-]+(?:=[\w,.-]+)?)|(?:(?:chrome|about|edge):[\w/#.-]+))/)
    .map((part, at) => (at % 2 === 1 ? <Code key={at}>{part}</Code> : <span key={at}>{part}</span>));
}

function FactTable({ rows }: { readonly rows: readonly DeviceRow[] }): ReactNode {
  return (
    <Table className="page-card" verticalSpacing={6}>
      <Table.Tbody>
        {rows.map(({ name, value, isGood }) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w={230}>
              {name}
            </Table.Th>
            <Table.Td>
              <Group gap={6} wrap="nowrap" align="start">
                <Verdict isGood={isGood} />
                <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                  {value}
                </Text>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Verdict({ isGood }: { readonly isGood: boolean | null }): ReactNode {
  if (isGood === null) return null;
  return isGood ? (
    <IconCheck size={16} color="var(--studio-good)" aria-label="good" />
  ) : (
    <IconX size={16} color="var(--studio-warning)" aria-label="missing" />
  );
}
