import { Kbd, Modal, Table } from "@mantine/core";
import type { ReactNode } from "react";

export interface KeyGroup {
  readonly title: string;
  /** Keys and what they do, in plain words. */
  readonly keys: readonly (readonly [keys: string, does: string])[];
}

export interface KeySheetProps {
  readonly groups: readonly KeyGroup[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** All keys of the studio on one sheet. */
export function KeySheet({ groups, isOpen, onClose }: KeySheetProps): ReactNode {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keys" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      {groups.map(({ title, keys }) => (
        <Table key={title} verticalSpacing={5} withRowBorders={false} captionSide="top" mb="sm">
          <Table.Caption mt={0} ta="left">
            {title}
          </Table.Caption>
          <Table.Tbody>
            {keys.map(([pressed, does]) => (
              <Table.Tr key={pressed}>
                <Table.Td w={190}>
                  {pressed.split(" ").map((key) => (
                    <Kbd key={key} mr={4}>
                      {key}
                    </Kbd>
                  ))}
                </Table.Td>
                <Table.Td>{does}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ))}
    </Modal>
  );
}
