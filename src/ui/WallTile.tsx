import "./WallTile.css";

import { memo, type MouseEvent, type ReactNode } from "react";

/** What a user may do to a tile of a wall. */
export type WallAction = "open" | "select" | "extend";

export interface WallTileProps {
  readonly position: number;
  /** Null while it is read, "" where it cannot be read. */
  readonly pictureUrl: string | null;
  /** The picture at the address cannot be shown. */
  readonly onPictureFailed: () => void;
  readonly title: string;
  readonly detail: string;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  /** The name of the group that begins here; null inside a group and on a wall without groups. */
  readonly group: string | null;
  /** Neighbouring groups alternate; null on a wall without groups. */
  readonly band: "even" | "odd" | null;
  readonly onAction: (action: WallAction, position: number) => void;
}

/** One item of a data set: its picture, its names, and a box that selects it. */
export const WallTile = memo(function WallTile(props: WallTileProps): ReactNode {
  const { position, pictureUrl, title, detail, isSelected, group, band, onAction } = props;
  const onPicture = (event: MouseEvent) => {
    if (event.shiftKey) onAction("extend", position);
    else onAction(event.ctrlKey || event.metaKey ? "select" : "open", position);
  };
  return (
    <div
      className="wall-tile"
      data-selected={isSelected || undefined}
      data-active={props.isActive || undefined}
      data-band={band ?? undefined}
    >
      <button type="button" className="wall-tile-picture" tabIndex={-1} onClick={onPicture} title={title}>
        {pictureUrl === "" ? (
          <span className="wall-tile-missing">cannot be read</span>
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
      <button
        type="button"
        role="checkbox"
        aria-checked={isSelected}
        aria-label={`Select ${title}`}
        tabIndex={-1}
        className="wall-tile-select"
        onClick={(event) => onAction(event.shiftKey ? "extend" : "select", position)}
      >
        {isSelected ? "✓" : ""}
      </button>
      {group !== null && (
        <span className="wall-tile-group" title={group}>
          {group}
        </span>
      )}
      <div className="wall-tile-caption">
        <span title={title}>{title}</span>
        <span title={detail}>{detail}</span>
      </div>
    </div>
  );
});
