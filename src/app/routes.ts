import type { ReactNode } from "react";

import type { PageName } from "../state/pageStore";
import { CheckpointsView } from "../views/checkpoints/CheckpointsView";
import { DeviceView } from "../views/device/DeviceView";
import { EvaluateView } from "../views/evaluate/EvaluateView";
import { LibraryView } from "../views/library/LibraryView";
import { RankView } from "../views/rank/RankView";
import { RunsView } from "../views/runs/RunsView";
import { SearchView } from "../views/search/SearchView";
import { SettingsView } from "../views/settings/SettingsView";
import { TrainView } from "../views/train/TrainView";

/** A page of the studio, as the address names it. */
export interface Route {
  readonly page: PageName;
  readonly label: string;
  readonly View: () => ReactNode;
}

export const routes: readonly Route[] = [
  { page: "search", label: "Search", View: SearchView },
  { page: "library", label: "Library", View: LibraryView },
  { page: "rank", label: "Rank lab", View: RankView },
  { page: "evaluate", label: "Evaluate", View: EvaluateView },
  { page: "train", label: "Train", View: TrainView },
  { page: "runs", label: "Runs", View: RunsView },
  { page: "checkpoints", label: "Checkpoints", View: CheckpointsView },
  { page: "gpu", label: "GPU check", View: DeviceView },
  { page: "settings", label: "Settings", View: SettingsView },
];
