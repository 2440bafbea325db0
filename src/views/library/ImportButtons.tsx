import { Button, Group } from "@mantine/core";
import { IconFile, IconFolder } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import { takeFile, takeFolder } from "../../state/takeSource";

/** The ways to bring pictures without dropping them. */
export function ImportButtons({ into = null }: { readonly into?: DatasetId | null }): ReactNode {
  return (
    <Group gap="xs">
      <Button size="sm" leftSection={<IconFolder size={17} />} onClick={() => void takeFolder(into)}>
        Choose a folder
      </Button>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconFile size={17} />}
        title="A zip, an item table (CSV or Parquet) with what lies beside it, or pictures"
        onClick={() => void takeFile(into)}
      >
        Choose files
      </Button>
    </Group>
  );
}
