import "./RankFlow.css";

import type { ReactNode } from "react";

/** A hit of one of the two orders. */
export interface FlowHit {
  readonly row: number;
  readonly name: string;
  /** Whether it shows what was searched; null where that is not known. */
  readonly isRelevant: boolean | null;
}

export interface RankFlowProps {
  /** First hits, best first. */
  readonly before: readonly FlowHit[];
  readonly after: readonly FlowHit[];
  /** Rank, from 0, of a row before; -1 where it was not among the hits that were ranked anew. */
  readonly rankBefore: (row: number) => number;
  readonly picture: (hit: FlowHit) => ReactNode;
}

const rowPixels = 56;

/** Two orders of the same hits side by side, with a line from where each stood to where it stands. */
export function RankFlow({ before, after, rankBefore, picture }: RankFlowProps): ReactNode {
  const rows = Math.max(before.length, after.length);
  const placeAfter = new Map(after.map(({ row }, place) => [row, place]));
  const lines = before.flatMap((hit, place) => {
    const to = placeAfter.get(hit.row);
    return to === undefined ? [] : [{ hit, from: place, to }];
  });
  const middle = (place: number): number => (place + 0.5) * rowPixels;
  return (
    <div className="rank-flow">
      <ol aria-label="Before">
        {before.map((hit, place) => (
          <li key={hit.row}>
            <span className="rank-flow-rank">{place + 1}</span>
            {frame(hit, picture)}
            <span className="rank-flow-name">{hit.name}</span>
          </li>
        ))}
      </ol>
      <svg viewBox={`0 0 120 ${rows * rowPixels}`} preserveAspectRatio="none" aria-hidden>
        {lines.map(({ hit, from, to }) => (
          <path
            key={hit.row}
            data-relevant={hit.isRelevant ?? undefined}
            vectorEffect="non-scaling-stroke"
            d={`M4 ${middle(from)} C60 ${middle(from)} 60 ${middle(to)} 116 ${middle(to)}`}
          />
        ))}
      </svg>
      <ol aria-label="After">
        {after.map((hit, place) => (
          <li key={hit.row}>
            <span className="rank-flow-rank">{place + 1}</span>
            {frame(hit, picture)}
            <span className="rank-flow-name">{hit.name}</span>
            <Move from={rankBefore(hit.row)} to={place} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function frame(hit: FlowHit, picture: RankFlowProps["picture"]): ReactNode {
  return (
    <span className="rank-flow-picture" data-relevant={hit.isRelevant ?? undefined}>
      {picture(hit)}
    </span>
  );
}

/** How far a hit moved, in words that a screen reader says. */
function Move({ from, to }: { readonly from: number; readonly to: number }): ReactNode {
  if (from < 0 || from === to) return null;
  const isUp = to < from;
  return (
    <span className="rank-flow-move" data-up={isUp} title={`was ${from + 1}`}>
      {isUp ? "▲" : "▼"} {Math.abs(from - to)}
    </span>
  );
}
