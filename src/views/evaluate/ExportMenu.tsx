import { ActionIcon, FileButton, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";

import type { Evaluation } from "../../state/evaluateStore";
import { exportDescriptors } from "../../state/exportDescriptors";
import { type EvaluationFormat, exportEvaluation, exportInDiraOrder } from "../../state/exportEvaluation";
import { exportReport } from "../../state/exportReport";

const groups: readonly {
  readonly title: string;
  readonly formats: readonly (readonly [EvaluationFormat, string])[];
}[] = [
  {
    title: "Results",
    formats: [
      ["metrics.json", "Metrics (JSON)"],
      ["metrics.csv", "Metrics (CSV)"],
      ["queries.csv", "Every query (CSV)"],
    ],
  },
  {
    title: "Ranked lists, as challenges take them",
    formats: [
      ["dira.npy", "DIRA: result.npy"],
      ["isc21.csv", "ISC21: predictions (CSV)"],
      ["isc21.npz", "ISC21: predictions (npz)"],
      ["digix.csv", "DIGIX: submission.csv"],
    ],
  },
];

/** Takes an evaluation out of the studio. */
export function ExportMenu({ evaluation }: { readonly evaluation: Evaluation }): ReactNode {
  const forgetLists = useRef<() => void>(null);
  const takeLists = (files: File[]): void => {
    if (files.length > 0) void exportInDiraOrder(evaluation, files);
    // The same files may be chosen again.
    forgetLists.current?.();
  };
  return (
    // Outside of the menu, which goes while files are chosen.
    <FileButton multiple accept=".txt,text/plain" resetRef={forgetLists} onChange={takeLists}>
      {({ onClick: chooseLists }) => (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label="Export this evaluation">
              <IconDownload size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>To be read</Menu.Label>
            <Menu.Item onClick={() => void exportReport(evaluation)}>Report (HTML, to print)</Menu.Item>
            {groups.map(({ title, formats }) => (
              <div key={title}>
                <Menu.Label>{title}</Menu.Label>
                {formats.map(([format, label]) => (
                  <Menu.Item key={format} onClick={() => exportEvaluation(evaluation, format)}>
                    {label}
                  </Menu.Item>
                ))}
              </div>
            ))}
            <Menu.Item onClick={chooseLists}>DIRA: in the order of the challenge’s lists…</Menu.Item>
            <Menu.Label>Vectors</Menu.Label>
            <Menu.Item onClick={() => void exportDescriptors(evaluation)}>ISC21: descriptors (npz)</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </FileButton>
  );
}
