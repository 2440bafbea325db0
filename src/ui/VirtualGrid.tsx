import "./VirtualGrid.css";

import {
  type Dispatch,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  type SetStateAction,
  type UIEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

import {
  atTop,
  followScroll,
  placeAt,
  placeShowing,
  rowsInView,
  scrolledHeight,
  type ScrollHeights,
  type ScrollPlace,
} from "./gridWindow";
import { nextTile } from "./nextTile";
import { useElementSize } from "./useElementSize";

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
const spareRows = 2;

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
  const [place, setPlace] = useScrollPlace(element, { columns, rowPixels, heights });

  const onScroll = (event: UIEvent<HTMLDivElement>) => {
    const { scrollTop } = event.currentTarget;
    setPlace((before) => followScroll(before, scrollTop, heights));
  };
  const reveal = (position: number) => {
    setPlace((before) => placeShowing(before, Math.floor(position / columns), rowPixels, heights));
  };
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
    reveal(next);
    props.onActivate(next);
    focusSoon(element.current, next);
  };

  const [first, last] = rowsInView(place, rowPixels, rowCount, { viewPixels: height, spare: spareRows });
  return (
    <div ref={element} className="virtual-grid" onScroll={onScroll}>
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
              key={row}
              {...props}
              {...{ row, columns, tileWidth, rowPixels }}
              top={rowTop(row, rowPixels, place)}
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

function rowTop(row: number, rowPixels: number, place: ScrollPlace): number {
  return row * rowPixels + gap + place.scrollTop - place.rowsTop;
}

interface GridLayout {
  readonly columns: number;
  readonly rowPixels: number;
  readonly heights: ScrollHeights;
}

/** The scrolled place. When tiles change their size, the tile at the top stays at the top. */
function useScrollPlace(
  element: RefObject<HTMLElement | null>,
  layout: GridLayout,
): [ScrollPlace, Dispatch<SetStateAction<ScrollPlace>>] {
  const [place, setPlace] = useState(atTop);
  const [laidOut, setLaidOut] = useState(layout);
  if (laidOut.columns !== layout.columns || laidOut.rowPixels !== layout.rowPixels) {
    const topTile = Math.floor(place.rowsTop / laidOut.rowPixels) * laidOut.columns;
    setLaidOut(layout);
    setPlace(placeAt(Math.floor(topTile / layout.columns) * layout.rowPixels, layout.heights));
  }
  useLayoutEffect(() => {
    if (element.current?.scrollTop !== place.scrollTop) element.current?.scrollTo({ top: place.scrollTop });
  }, [element, place]);
  return [place, setPlace];
}

function focusSoon(grid: HTMLElement | null, position: number): void {
  // After the next paint the tile is there, wherever the grid had to scroll to.
  requestAnimationFrame(() =>
    grid?.querySelector<HTMLElement>(`[data-position="${position}"]`)?.focus({ preventScroll: true }),
  );
}
