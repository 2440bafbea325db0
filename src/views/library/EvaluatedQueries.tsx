import "./EvaluatedQueries.css";

import type { ReactNode } from "react";

import type { DatasetId } from "../../core/dataset/datasetRecord";
import type { ItemId } from "../../core/dataset/item";
import type { EvaluatedQuery, Evaluation } from "../../state/evaluateStore";
import { itemPictureUrl } from "../../state/itemPictures";
import { formatCount, formatScore } from "../../ui/format";
import { usePictureUrl } from "../../ui/usePictureUrl";
import { VirtualList } from "../../ui/VirtualList";

const rowPixels = 76;

/** Each query with what it came to and what stands first in its ranking, the worst first. */
export function EvaluatedQueries({ evaluation }: { readonly evaluation: Evaluation }): ReactNode {
  const { queries } = evaluation;
  return (
    <VirtualList
      label="Queries"
      count={queries.length}
      rowPixels={rowPixels}
      mostPixels={rowPixels * 8}
      renderRow={(position) => {
        const query = queries[position];
        return query === undefined ? null : <QueryRow evaluation={evaluation} query={query} />;
      }}
    />
  );
}

interface QueryRowProps {
  readonly evaluation: Evaluation;
  readonly query: EvaluatedQuery;
}

function QueryRow({ evaluation, query }: QueryRowProps): ReactNode {
  const { dataset, items } = evaluation;
  const item = items.at(query.row);
  if (item === undefined) return null;
  return (
    <div className="evaluated-query">
      <SmallPicture dataset={dataset} itemId={item.itemId} label={`Query ${item.itemId}`} kind="query" />
      <span className="evaluated-query-text">
        <span title={item.itemId}>{item.itemId}</span>
        <span title={item.identity}>{item.identity}</span>
        <span>{outcomeText(query)}</span>
      </span>
      <span className="evaluated-query-hits">
        {query.best.map((row, rank) => {
          const hit = items.at(row);
          if (hit === undefined) return null;
          const isMatch = hit.identity === item.identity;
          const label = `Rank ${rank + 1}: ${hit.itemId}, ${isMatch ? "a match" : "no match"}`;
          return (
            <SmallPicture
              key={row}
              dataset={dataset}
              itemId={hit.itemId}
              label={label}
              kind={isMatch ? "match" : "other"}
            />
          );
        })}
      </span>
    </div>
  );
}

function outcomeText({ firstHit, averagePrecision }: EvaluatedQuery): string {
  if (firstHit < 0) return "Nothing to find: left out";
  return `AP ${formatScore(averagePrecision)}, first match at rank ${formatCount(firstHit + 1)}`;
}

interface SmallPictureProps {
  readonly dataset: DatasetId;
  readonly itemId: ItemId;
  readonly label: string;
  readonly kind: "query" | "match" | "other";
}

function SmallPicture({ dataset, itemId, label, kind }: SmallPictureProps): ReactNode {
  const url = usePictureUrl(`${dataset} ${itemId}`, () => itemPictureUrl(dataset, itemId, "thumbnail"));
  return (
    <span className={`evaluated-picture evaluated-picture-${kind}`} title={label}>
      {url === null || url === "" ? <span role="img" aria-label={label} /> : <img src={url} alt={label} />}
    </span>
  );
}
