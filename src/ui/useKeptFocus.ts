import { type FocusEvent, type RefObject, useEffect, useRef } from "react";

export interface KeptFocus {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/**
 * Keeps the keyboard inside a grid whose content is exchanged: an element that goes takes the focus along without
 * a word, so the first tile of the new content gets it.
 */
export function useKeptFocus(contentKey: unknown): KeptFocus {
  const ref = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  useEffect(() => {
    // A frame later the new grid has measured itself and drawn its tiles.
    const frame = requestAnimationFrame(() => {
      if (!hadFocus.current || document.activeElement !== document.body) return;
      ref.current?.querySelector<HTMLElement>('[data-position="0"]')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [contentKey]);
  return {
    ref,
    onFocus: () => {
      hadFocus.current = true;
    },
    onBlur: ({ relatedTarget, currentTarget }) => {
      hadFocus.current = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
    },
  };
}
