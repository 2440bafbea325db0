import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";

import { exportCsv, exportPictures } from "../../state/exportStore";
import type { ShownHits } from "../../state/shownHits";
import { studioStore } from "../../state/studioStore";
import { formatCount } from "../../ui/format";

/** Takes the shown hits out of the studio. */
export function ExportMenu({ hits }: { readonly hits: ShownHits }): ReactNode {
  const gallery = useStore(studioStore, (studio) => studio.gallery);
  if (gallery === null) return null;
  const count = formatCount(hits.ranks.length);
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Tooltip label="Export">
          <ActionIcon variant="default" size="lg" aria-label="Export">
            <IconDownload size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => exportCsv(gallery, hits)}>Ranking of {count} shown hits (CSV)</Menu.Item>
        <Menu.Item onClick={() => void exportPictures(gallery, hits)}>Pictures of {count} shown hits (ZIP)</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
