import "./StatusLine.css";

import type { ReactNode } from "react";

export interface StatusLineProps {
  readonly parts: readonly { readonly label: string; readonly text: string; readonly isWarning?: boolean }[];
}

/** Facts about the studio at the foot of the page. A narrow window keeps them in one line that scrolls, by keys too. */
export function StatusLine({ parts }: StatusLineProps): ReactNode {
  return (
    <footer className="status-line" aria-label="Status" tabIndex={0}>
      <dl>
        {parts.map(({ label, text, isWarning }) => (
          <div key={label} data-warning={isWarning || undefined}>
            <dt>{label}</dt>
            <dd title={text}>{text}</dd>
          </div>
        ))}
      </dl>
    </footer>
  );
}
