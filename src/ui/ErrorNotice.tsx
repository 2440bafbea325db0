import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { StudioErrorShape } from "../core/errors";

export interface ErrorNoticeProps {
  /** What did not work, in the user's words ("The picture was not read"). */
  readonly title: string;
  readonly error: StudioErrorShape;
  readonly onClose?: () => void;
  readonly children?: ReactNode;
}

/** An expected failure: what was expected and found, and what to do. */
export function ErrorNotice({ title, error, onClose, children }: ErrorNoticeProps): ReactNode {
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={title}
      {...(onClose === undefined ? {} : { withCloseButton: true, onClose, closeButtonLabel: "Close this message" })}
    >
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {error.message}
      </Text>
      <Text size="sm" fw={500} mt={4}>
        {error.hint}
      </Text>
      {children}
    </Alert>
  );
}
