import "./RankView.css";

import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useMemo } from "react";

import { loadRankRecipes, redoRank, undoRank } from "../../state/rankStore";
import { useKeys } from "../../ui/useKeys";
import { BytesPanel } from "./BytesPanel";
import { EffectPanel } from "./EffectPanel";
import { LivePanel } from "./LivePanel";
import { PipelineEditor } from "./PipelineEditor";

/** Builds the pipeline between embeddings and ranking, and shows what it does to a query and to the set. */
export function RankView(): ReactNode {
  useEffect(() => void loadRankRecipes(), []);
  const keys = useMemo(() => ({ "mod+z": undoRank, "mod+shift+z": redoRank }), []);
  useKeys(keys);
  return (
    <main className="rank-page">
      <Title order={1} size="h3">
        Rank lab
      </Title>
      <div className="rank-columns">
        <PipelineEditor />
        <div className="rank-results">
          <EffectPanel />
          <LivePanel />
          <BytesPanel />
        </div>
      </div>
    </main>
  );
}
