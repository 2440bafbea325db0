import { useEffect } from "react";

/**
 * Runs actions by keys, wherever the focus is, except while someone types or a dialog is open.
 *
 * A key is what the event calls it, in lower case, with `mod+` (Ctrl, or Command) and `shift+` before it where they are
 * held with a letter; signs such as `?` stand for themselves on every keyboard.
 *
 * @param keys must keep its identity between renders, or the listener is changed each time
 */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isTyping(event.target) || isDialogOpen()) return;
      const action = keys[keyName(event)];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [keys]);
}

/** How `useKeys` names the key of an event. */
export function keyName(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey">): string {
  const isLetter = /^[a-z]$/i.test(event.key);
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  const shift = event.shiftKey && isLetter ? "shift+" : "";
  return mod + shift + event.key.toLowerCase();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"]') !== null;
}
