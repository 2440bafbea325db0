import { List, Text, ThemeIcon } from "@mantine/core";
import { IconFileZip, IconFolder, IconServer, IconTable } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** What to do while there is no data set. */
export function EmptyLibrary(): ReactNode {
  return (
    <div className="empty-library">
      <Text fw={600} mb={4}>
        Bring your own pictures
      </Text>
      <List spacing={8} size="sm">
        <Way icon={<IconFolder size={15} />}>
          <b>A folder</b>: drop it here, or choose it. DeepPatent, Market-1501, Oxford and Paris, ISC21, DIGIX and other
          layouts are recognised; so are plain folders, one for each identity or all in one.
        </Way>
        <Way icon={<IconFileZip size={15} />}>
          <b>A zip</b> of any of these is read without unpacking it.
        </Way>
        <Way icon={<IconTable size={15} />}>
          <b>An item table</b> (CSV or Parquet) beside its pictures, or with embeddings that you already have (.npy,
          .npz, Parquet).
        </Way>
        <Way icon={<IconServer size={15} />}>
          <b>A folder that the companion serves</b>: named with <code>--data NAME=FOLDER</code> when it is started.
        </Way>
      </List>
    </div>
  );
}

function Way({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }): ReactNode {
  return (
    <List.Item
      icon={
        <ThemeIcon size={26} radius="xl" variant="light">
          {icon}
        </ThemeIcon>
      }
    >
      {children}
    </List.Item>
  );
}
