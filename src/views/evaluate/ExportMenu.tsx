import { ActionIcon, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { Evaluation } from "../../state/evaluateStore";
import { exportQueries } from "../../state/exportEvaluation";

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
        <Menu.Item onClick={() => exportQueries(evaluation)}>Every query (CSV)</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
