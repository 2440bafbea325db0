import "./VirtualList.css";

import { type ReactNode, useEffect, useEffectEvent, useRef } from "react";

import { scrolledHeight } from "./gridWindow";
import { useElementSize } from "./useElementSize";
import { heldRows, useGridScroll } from "./useGridScroll";

export interface VirtualListProps {
  readonly label: string;
  readonly count: number;
  readonly rowPixels: number;
  /** Height of the list while it has more rows than fit. */
  readonly mostPixels: number;
  /** A row that is scrolled into view whenever it becomes another; absent where there is none. */
  readonly current?: number;
  readonly renderRow: (position: number) => ReactNode;
}

/** A list of equal rows that holds only those in view, at any count. The keys of the browser scroll it. */
export function VirtualList(props: VirtualListProps): ReactNode {
  const { label, count, rowPixels, mostPixels, current, renderRow } = props;
  const element = useRef<HTMLDivElement>(null);
  const { height } = useElementSize(element);
  const layout = { columns: 1, rowPixels, rowCount: count, heights: { rows: count * rowPixels, view: height } };
  const scroll = useGridScroll(element, layout);
  const [first, last] = scroll.drawn;
  const held = heldRows(layout);
  const reveal = useEffectEvent((row: number) => {
    // A list that is not laid out yet begins at its top.
    if (height === 0) return undefined;
    scroll.reveal(row);
    // The list itself may lie below what the page shows; a frame later the row is drawn.
    return requestAnimationFrame(() =>
      element.current?.querySelector(`[aria-posinset="${row + 1}"]`)?.scrollIntoView({ block: "nearest" }),
    );
  });
  useEffect(() => {
    const frame = current === undefined ? undefined : reveal(current);
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [current]);
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
