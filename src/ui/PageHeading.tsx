import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

/**
 * The heading of a page that takes the place of another without a click on a link: it gets the focus that went with the
 * button that was pressed, so that the keyboard and a screen reader go on from here.
 */
export function PageHeading({ children }: { readonly children: string }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [children]);
  return (
    <Title ref={heading} order={1} size="h3" mb="sm" tabIndex={-1} className="page-heading">
      {children}
    </Title>
  );
}
