import { ActionIcon, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { Evaluation } from "../../state/evaluateStore";
import { type EvaluationFormat, exportEvaluation } from "../../state/exportEvaluation";
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
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Export this evaluation">
          <IconDownload size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map(({ title, formats }) => (
          <div key={title}>
            <Menu.Label>{title}</Menu.Label>
            {title === "Results" && (
              <Menu.Item onClick={() => void exportReport(evaluation)}>Report (HTML, to print)</Menu.Item>
            )}
            {formats.map(([format, label]) => (
              <Menu.Item key={format} onClick={() => exportEvaluation(evaluation, format)}>
                {label}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
