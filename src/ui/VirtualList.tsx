import "./VirtualList.css";

import { type ReactNode, useRef } from "react";

import { scrolledHeight } from "./gridWindow";
import { useElementSize } from "./useElementSize";
import { heldRows, useGridScroll } from "./useGridScroll";

export interface VirtualListProps {
  readonly label: string;
  readonly count: number;
  readonly rowPixels: number;
  /** Height of the list while it has more rows than fit. */
  readonly mostPixels: number;
  readonly renderRow: (position: number) => ReactNode;
}

/** A list of equal rows that holds only those in view, at any count. The keys of the browser scroll it. */
export function VirtualList({ label, count, rowPixels, mostPixels, renderRow }: VirtualListProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  const { height } = useElementSize(element);
  const layout = { columns: 1, rowPixels, rowCount: count, heights: { rows: count * rowPixels, view: height } };
  const scroll = useGridScroll(element, layout);
  const [first, last] = scroll.drawn;
  const held = heldRows(layout);
  return (
    <div
      ref={element}
      className="virtual-list"
      style={{ height: Math.min(mostPixels, count * rowPixels + 2) }}
      onScroll={scroll.onScroll}
      role="list"
      aria-label={label}
      tabIndex={0}
    >
      <div role="presentation" className="virtual-list-rows" style={{ height: scrolledHeight(layout.heights) }}>
        {Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at).map((row) => (
          <div
            key={row % held}
            role="listitem"
            aria-setsize={count}
            aria-posinset={row + 1}
            className="virtual-list-row"
            style={{ height: rowPixels, transform: `translateY(${row * rowPixels + scroll.offset}px)` }}
          >
            {renderRow(row)}
          </div>
        ))}
      </div>
    </div>
  );
}
