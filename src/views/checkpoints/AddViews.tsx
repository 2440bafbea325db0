import { Button, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { addViews, type KnownCheckpoint } from "../../state/checkpointsStore";
import { ViewsForm } from "./ViewsForm";

/** Makes a checkpoint of the same weights that looks at each picture several times. */
export function AddViews({ known }: { readonly known: KnownCheckpoint }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const { name, input } = known.manifest;
  return (
    <>
      <Button size="compact-xs" variant="subtle" aria-label={`Add views to ${name}…`} onClick={() => setIsOpen(true)}>
        Add views…
      </Button>
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title={`Views for ${name}`} size="md">
        <ViewsForm
          input={input}
          onAdd={(views) => {
            setIsOpen(false);
            void addViews(known, views);
          }}
        />
      </Modal>
    </>
  );
}
