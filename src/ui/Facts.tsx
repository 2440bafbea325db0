import "./Facts.css";

import type { ReactNode } from "react";

/** A few numbers that stand side by side, each over its name. */
export function Facts({
  facts,
}: {
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}): ReactNode {
  return (
    <dl className="facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
