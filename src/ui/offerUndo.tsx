import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";

/** Says what was deleted, with a button that takes it back. */
export function offerUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    withCloseButton: true,
    closeButtonProps: { "aria-label": "Close this message" },
    // Long enough to see what is missing.
    autoClose: 15_000,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {message}
        </Text>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            undo();
            notifications.hide(id);
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}
