import "./VirtualGrid.css";

import { type KeyboardEvent, type ReactNode, useRef } from "react";

import { scrolledHeight } from "./gridWindow";
import { nextTile } from "./nextTile";
import { useElementSize } from "./useElementSize";
import { heldRows, useGridScroll } from "./useGridScroll";

export interface VirtualGridProps {
  readonly label: string;
  readonly count: number;
  /** Least width of a tile; tiles widen to fill their row. */
  readonly tilePixels: number;
  /** Height below a tile's square picture. */
  readonly captionPixels: number;
  /** The tile that the keyboard is on. */
  readonly active: number;
  readonly onActivate: (position: number) => void;
  /** Keys other than those that move. */
  readonly onKey: (event: KeyboardEvent, position: number) => void;
  readonly renderTile: (position: number) => ReactNode;
}

const gap = 12;

/**
 * A grid of equal tiles that holds only those in view, at any count.
 *
 * One tab stop; arrow keys, Home, End and the page keys move. Give it another `key` to start again at its top.
 */
export function VirtualGrid(props: VirtualGridProps): ReactNode {
  const { count, tilePixels, captionPixels, active } = props;
  const element = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(element);
  const columns = Math.max(1, Math.floor((width - gap) / (tilePixels + gap)));
  const tileWidth = Math.max(1, Math.floor((width - gap * (columns + 1)) / columns));
  const rowPixels = tileWidth + captionPixels + gap;
  const rowCount = Math.ceil(count / columns);
  const heights = { rows: rowCount * rowPixels + gap, view: height };
  const layout = { columns, rowPixels, rowCount, heights };
  const scroll = useGridScroll(element, layout);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const next = nextTile(event.key, active, {
      count,
      columns,
      rowsAPage: Math.max(1, Math.floor(height / rowPixels)),
    });
    if (next === null || event.altKey || event.ctrlKey || event.metaKey) {
      props.onKey(event, active);
      return;
    }
    event.preventDefault();
    scroll.reveal(Math.floor(next / columns));
    props.onActivate(next);
    focusSoon(element.current, next);
  };

  const held = heldRows(layout);
  const [first, last] = scroll.drawn;
  return (
    <div ref={element} className="virtual-grid" onScroll={scroll.onScroll}>
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={rowCount}
        aria-colcount={columns}
        className="virtual-grid-rows"
        style={{ height: scrolledHeight(heights) }}
        onKeyDown={onKeyDown}
      >
        {width > 0 &&
          Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at).map((row) => (
            <GridRow
              // Rows that leave lend their elements to those that come: a jump changes texts instead of building tiles.
              key={row % held}
              {...props}
              {...{ row, columns, tileWidth, rowPixels }}
              top={row * rowPixels + gap + scroll.offset}
            />
          ))}
      </div>
    </div>
  );
}

interface GridRowProps extends VirtualGridProps {
  readonly row: number;
  readonly columns: number;
  readonly tileWidth: number;
  readonly rowPixels: number;
  readonly top: number;
}

function GridRow({
  row,
  columns,
  tileWidth,
  rowPixels,
  top,
  count,
  active,
  onActivate,
  renderTile,
}: GridRowProps): ReactNode {
  const positions = Array.from({ length: Math.min(columns, count - row * columns) }, (_, at) => row * columns + at);
  return (
    <div
      role="row"
      aria-rowindex={row + 1}
      className="virtual-grid-row"
      style={{ transform: `translateY(${top}px)`, height: rowPixels - gap }}
    >
      {positions.map((position) => (
        <div
          key={position}
          role="gridcell"
          aria-colindex={(position % columns) + 1}
          data-position={position}
          tabIndex={position === active ? 0 : -1}
          className="virtual-grid-cell"
          style={{ width: tileWidth }}
          onFocus={() => onActivate(position)}
        >
          {renderTile(position)}
        </div>
      ))}
    </div>
  );
}

function focusSoon(grid: HTMLElement | null, position: number): void {
  // After the next paint the tile is there, wherever the grid had to scroll to.
  requestAnimationFrame(() =>
    grid?.querySelector<HTMLElement>(`[data-position="${position}"]`)?.focus({ preventScroll: true }),
  );
}
