import "./DropOverlay.css";

import type { ReactNode } from "react";

/** Covers the page while files are dragged over it, and says what dropping does. */
export function DropOverlay({ isShown }: { readonly isShown: boolean }): ReactNode {
  if (!isShown) return null;
  return (
    <div className="drop-overlay" aria-hidden>
      <p>
        Drop to search with these pictures
        <small>Hold Shift to add them to the query as further views</small>
      </p>
    </div>
  );
}
