import "./ResultTile.css";

import { memo, type ReactNode, useState } from "react";

import { formatScore } from "./format";

/** What a user may do to a tile. */
export type TileAction = "open" | "query" | "addView" | "like" | "dislike" | "unfold";

export interface ResultTileProps {
  readonly position: number;
  /** Null while it is read, "" where it cannot be read. */
  readonly pictureUrl: string | null;
  /** The picture at the address cannot be shown. */
  readonly onPictureFailed: () => void;
  readonly title: string;
  /** Identity and date, as the item table has them. */
  readonly detail: string;
  /** Null while the gallery is only browsed. */
  readonly score: number | null;
  /** Which view of the query matched best, counted from 1; null where there is only one. */
  readonly matchedView: number | null;
  readonly mark: "like" | "dislike" | null;
  /** Other hits of the same identity behind this one; null when ungrouped or when this is one of those behind. */
  readonly folded: { readonly count: number; readonly isOpen: boolean } | null;
  /** One of those that were unfolded behind another. */
  readonly isBehind: boolean;
  /** The keyboard is on it: its buttons are there, as under the mouse. */
  readonly isActive: boolean;
  readonly onAction: (action: TileAction, position: number) => void;
}

/** One hit: its picture, score and names. Plain elements: hundreds come and go while the grid is scrolled. */
export const ResultTile = memo(function ResultTile(props: ResultTileProps): ReactNode {
  const { position, pictureUrl, title, detail, score, matchedView, mark, folded, isBehind, onAction } = props;
  const [isHovered, setIsHovered] = useState(false);
  const acting = (action: TileAction) => () => onAction(action, position);
  return (
    <div
      className="result-tile"
      data-mark={mark ?? undefined}
      data-behind={isBehind || undefined}
      onPointerEnter={() => setIsHovered(true)}
      onPointerLeave={() => setIsHovered(false)}
    >
      <button type="button" className="result-tile-picture" tabIndex={-1} onClick={acting("open")} title={title}>
        {/* An element of its own for each picture: one that is lent on would show the last picture while the next loads. */}
        {pictureUrl === "" ? (
          <span className="result-tile-missing">cannot be read</span>
        ) : (
          <img
            key={pictureUrl}
            src={pictureUrl ?? undefined}
            alt={title}
            decoding="async"
            draggable={false}
            onError={props.onPictureFailed}
          />
        )}
      </button>
      {matchedView !== null && <span className="result-tile-view">view {matchedView}</span>}
      {folded !== null && folded.count > 0 && (
        <button type="button" className="result-tile-fold" tabIndex={-1} onClick={acting("unfold")}>
          {folded.isOpen ? "fold" : `+${folded.count}`}
        </button>
      )}
      {(isHovered || props.isActive) && <TileActions mark={mark} isRanked={score !== null} acting={acting} />}
      <div className="result-tile-caption">
        <span className="result-tile-title">{title}</span>
        {score !== null && <span className="result-tile-score">{formatScore(score)}</span>}
        <span className="result-tile-detail">{detail}</span>
      </div>
    </div>
  );
});

interface TileActionsProps {
  readonly mark: "like" | "dislike" | null;
  readonly isRanked: boolean;
  readonly acting: (action: TileAction) => () => void;
}

function TileActions({ mark, isRanked, acting }: TileActionsProps): ReactNode {
  return (
    <div className="result-tile-actions">
      {isRanked && <TileButton label="More like this" isOn={mark === "like"} onClick={acting("like")} symbol="+" />}
      {isRanked && (
        <TileButton label="Less like this" isOn={mark === "dislike"} onClick={acting("dislike")} symbol="−" />
      )}
      <TileButton label="Search with this" onClick={acting("query")} symbol="⌕" />
    </div>
  );
}

interface TileButtonProps {
  readonly label: string;
  readonly symbol: string;
  readonly isOn?: boolean;
  readonly onClick: () => void;
}

function TileButton({ label, symbol, isOn, onClick }: TileButtonProps): ReactNode {
  return (
    <button type="button" tabIndex={-1} aria-label={label} title={label} aria-pressed={isOn} onClick={onClick}>
      {symbol}
    </button>
  );
}
