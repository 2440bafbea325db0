import "./DropOverlay.css";

import type { ReactNode } from "react";

export interface DropOverlayProps {
  readonly isShown: boolean;
  readonly title: string;
  readonly hint: string;
}

/** Covers the page while files are dragged over it, and says what dropping does. */
export function DropOverlay({ isShown, title, hint }: DropOverlayProps): ReactNode {
  if (!isShown) return null;
  return (
    <div className="drop-overlay" aria-hidden>
      <p>
        {title}
        <small>{hint}</small>
      </p>
    </div>
  );
}
