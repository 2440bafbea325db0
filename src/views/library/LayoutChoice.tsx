import { Radio, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

import { type ProposedImport, reviseImport } from "../../state/importStore";

/** Which layout the folder has, with what gave it away; others that fit can be taken instead. */
export function LayoutChoice({ state }: { readonly state: ProposedImport }): ReactNode {
  const { layouts, layout } = state.proposal;
  const isBusy = state.work.phase === "accepting";
  const [only] = layouts;
  return (
    <section aria-label="Layout" className="page-card">
      <Title order={2} size="h5" mb={6}>
        Recognised as
      </Title>
      {layouts.length === 1 && only !== undefined ? (
        <>
          <Text fw={600}>{only.title}</Text>
          <Text size="sm" c="dimmed">
            {only.evidence}
          </Text>
        </>
      ) : (
        <Radio.Group
          aria-label="Layout"
          value={layout}
          onChange={(value) => {
            const wanted = layouts.find((each) => each.layout === value);
            if (wanted !== undefined) void reviseImport(wanted.layout, {});
          }}
        >
          <Stack gap="xs">
            {layouts.map(({ layout: name, title, evidence }) => (
              <Radio key={name} value={name} label={title} description={evidence} disabled={isBusy} />
            ))}
          </Stack>
        </Radio.Group>
      )}
    </section>
  );
}
