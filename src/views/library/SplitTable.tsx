import { Table } from "@mantine/core";
import type { ReactNode } from "react";

import type { ProposedImport } from "../../state/importStore";
import { formatCount } from "../../ui/format";

/** How many of everything each split has. */
export function SplitTable({ splits }: { readonly splits: ProposedImport["proposal"]["splits"] }): ReactNode {
  if (splits.length < 2) return null;
  return (
    <Table.ScrollContainer minWidth={320} mt="sm" type="native">
      <Table verticalSpacing={4} aria-label="Splits">
        <Table.Thead>
          <Table.Tr>
            {["Split", "Items", "Identities", "Queries", "Gallery"].map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {splits.map(({ name, items, identities, queries, gallery }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name === "" ? "(none)" : name}</Table.Th>
              {[items, identities, queries, gallery].map((count, at) => (
                <Table.Td key={at}>{formatCount(count)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
