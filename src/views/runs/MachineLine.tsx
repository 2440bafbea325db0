import { Text } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useStore } from "zustand";

import { type Machine, machineStore, watchMachine } from "../../state/machineStore";
import { formatBytes } from "../../ui/format";

/** What the companion's machine has, and how busy it is. */
export function MachineLine(): ReactNode {
  const machine = useStore(machineStore, (state) => state.machine);
  useEffect(watchMachine, []);
  if (machine === null) return null;
  return (
    <Text size="xs" c="dimmed" aria-label="Machine" component="ul" className="machine-line">
      {machineParts(machine).map((part) => (
        <li key={part}>{part}</li>
      ))}
    </Text>
  );
}

function machineParts({ cpu, memory, gpus, disk }: Machine): string[] {
  const gpuParts = gpus.map(({ name, memoryBytes, usedBytes, utilization }) => {
    const busy = utilization === null ? "" : `, ${Math.round(100 * utilization)} % busy`;
    return `${name}: ${formatBytes(usedBytes)} of ${formatBytes(memoryBytes)}${busy}`;
  });
  return [
    ...(gpus.length === 0 ? ["No CUDA device"] : gpuParts),
    `${cpu.cores} CPU cores, load ${cpu.load.toFixed(1)}`,
    `${formatBytes(memory.freeBytes)} of ${formatBytes(memory.totalBytes)} memory free`,
    `${formatBytes(disk.freeBytes)} disk free`,
  ];
}
