import { Button, type ButtonProps, Popover, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";

export interface ConfirmButtonProps extends Pick<ButtonProps, "size" | "variant" | "color" | "disabled"> {
  readonly label: string;
  /** What is lost, and how it could come back. */
  readonly warning: string;
  readonly onConfirm: () => void;
  readonly title?: string | undefined;
}

/** A button that asks once more: for what cannot be undone. */
export function ConfirmButton({ label, warning, onConfirm, title, ...button }: ConfirmButtonProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setIsOpen} width={280} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button {...button} title={title} onClick={() => setIsOpen(true)}>
          {label}…
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <Stack gap="xs">
          <Text size="sm">{warning}</Text>
          <Button
            size="xs"
            color="red"
            onClick={() => {
              setIsOpen(false);
              onConfirm();
            }}
          >
            {label}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
