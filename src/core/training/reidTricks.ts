import type { RecipeContent } from "./inheritedRecipe";
import type { SeriesStep } from "./series";

/**
 * The steps from the standard baseline of person re-identification (`reid-std`) to the strong one, trick by trick, in the
 * order of the paper's table.
 *
 * @param goal `reid-bot-center`: each trick is that recipe's own part; its center loss is the last of its losses
 * @see Luo et al., Bag of Tricks and a Strong Baseline for Deep Person Re-Identification, arXiv:1903.07071, table 3
 */
export function reidTricks(goal: RecipeContent): SeriesStep[] {
  const { warmUp, augmentation } = goal;
  const losses = goal["losses"] as readonly unknown[];
  const network = goal["network"] as { readonly backbone: RecipeContent; readonly neck: unknown };
  return [
    { title: "warm-up", change: { warmUp } },
    { title: "random erasing", change: { augmentation } },
    { title: "label smoothing", change: { losses: losses.slice(0, -1) } },
    { title: "last stride 1", change: { network: { backbone: { lastStride: network.backbone["lastStride"] } } } },
    { title: "batch-norm neck", change: { network: { neck: network.neck } } },
    { title: "center loss", change: { losses } },
  ];
}
