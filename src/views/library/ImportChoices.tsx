import { NativeSelect, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { chooseInImport, type ProposedImport } from "../../state/importStore";

/** What the layout leaves open. Another choice reads the folder again. */
export function ImportChoices({ state }: { readonly state: ProposedImport }): ReactNode {
  const { proposal, work } = state;
  if (proposal.choices.length === 0) return null;
  const isBusy = work.phase === "accepting" || work.phase === "revising";
  return (
    <section aria-label="Choices" className="page-card">
      <Title order={2} size="h5" mb={6}>
        What is what
      </Title>
      <Stack gap="xs">
        {proposal.choices.map(({ key, label, options, value }) => (
          <NativeSelect
            key={key}
            size="sm"
            label={label}
            data={options.map((option) => ({ value: option.value, label: option.label }))}
            value={value}
            disabled={isBusy}
            onChange={(event) => void chooseInImport(key, event.currentTarget.value)}
          />
        ))}
      </Stack>
    </section>
  );
}
