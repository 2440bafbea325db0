import { Button, Select, Stack, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { companionStore } from "../../state/companionStore";
import { dismissStart, nameOf, startStore, startTraining } from "../../state/startTraining";
import { changeTraining, type RunDevice, trainStore } from "../../state/trainStore";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { DatasetChoice } from "./DatasetChoice";
import { SeriesPanel } from "./SeriesPanel";
import { TrialNotice } from "./TrialNotice";

const devices: readonly { readonly value: RunDevice; readonly label: string }[] = [
  { value: "auto", label: "A GPU where there is one" },
  { value: "cuda", label: "CUDA" },
  { value: "cpu", label: "CPU" },
];

/** What is trained on, where, from what; and the start. */
export function StartPanel({ faults }: { readonly faults: ReadonlyMap<string, string> }): ReactNode {
  const { recipe, device, dataset, name } = useStore(trainStore);
  const starting = useStore(startStore, (state) => state.starting);
  const canStart = faults.size === 0 && dataset !== null;
  return (
    <section aria-label="Start" className="page-card">
      <Stack gap="sm">
        <DatasetChoice dataset={dataset} onChange={(id: DatasetId | null) => changeTraining({ dataset: id })} />
        <Select
          size="sm"
          label="Device"
          data={devices}
          value={device}
          allowDeselect={false}
          onChange={(value) => changeTraining({ device: value ?? "auto" })}
        />
        <StartWeights />
        <TextInput
          size="sm"
          label="Name of the run"
          placeholder={nameOf(recipe)}
          value={name ?? ""}
          onChange={(event) =>
            changeTraining({ name: event.currentTarget.value === "" ? null : event.currentTarget.value })
          }
        />
        {faults.size > 0 && <FaultList faults={faults} />}
        <TrialNotice canStart={canStart} />
        {starting.phase === "failed" && (
          <ErrorNotice title="The training was not started" error={starting.error} onClose={dismissStart} />
        )}
        <Button disabled={!canStart} loading={starting.phase === "running"} onClick={() => void startTraining()}>
          Start the training
        </Button>
        <Text size="xs" c="dimmed">
          It waits for its turn where another one trains on the same device.
        </Text>
        <SeriesPanel canStart={canStart} />
      </Stack>
    </section>
  );
}

function StartWeights(): ReactNode {
  const startWeights = useStore(trainStore, (state) => state.startWeights);
  const contact = useStore(companionStore, (state) => state.contact);
  if (contact.phase !== "met" || contact.checkpoints.length === 0) return null;
  return (
    <Select
      size="sm"
      label="Start from"
      placeholder="What the recipe says"
      data={contact.checkpoints.map(({ id, name }) => ({ value: id, label: name }))}
      value={startWeights}
      clearable
      onChange={(value) => changeTraining({ startWeights: value })}
    />
  );
}

/** Also faults that no field shows, such as of two settings that do not fit each other. */
function FaultList({ faults }: { readonly faults: ReadonlyMap<string, string> }): ReactNode {
  return (
    <div role="alert">
      <Text size="sm" fw={600} c="red">
        To mend before it can start
      </Text>
      <ul className="changed-settings">
        {[...faults].map(([path, message]) => (
          <li key={path}>
            <code>{path}</code> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
