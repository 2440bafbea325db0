// Golden file of Taobao's rules by which items are matched with videos.
import { z } from "zod";

import type { BoxPairs } from "../../../src/core/matching/decideItem";
import type { ItemMatch } from "../../../src/core/matching/itemDecision";
import type { NearestBoxes } from "../../../src/core/matching/matchedBoxes";
import { type MatchingRule, taobaoCodeRule } from "../../../src/core/matching/matchingRule";
import { matchItems } from "../../../src/core/matching/matchItems";
import { nearestBoxes } from "../../../src/core/matching/nearestBoxes";
import type { ComputedOutputs, Structure } from "./comparison";
import type { GoldenAdapters } from "./goldenAdapter";
import type { GoldenArray, GoldenCase } from "./goldenFile";
import { goldenMatrix } from "./goldenMatrix";

export const matchingAdapters: GoldenAdapters = { taobao_matching: taobao };

const box = { item_id: z.string(), score: z.number(), bbox: z.array(z.number()) };
const settings = z.object({
  s1: z.number(),
  s2: z.number(),
  max_distance: z.number(),
  image_boxes: z.array(
    z.object({ ...box, file_name: z.string(), retri_query_idx: z.int().optional(), retri_dist: z.number().optional() }),
  ),
  video_boxes: z.array(z.object({ ...box, frame: z.int() })),
});

/** Cases of rules tell which boxes are nearest, in float64; the case of features searches them in float16. */
function taobao({ inputs, params }: GoldenCase): ComputedOutputs {
  const { s1, s2, max_distance, image_boxes, video_boxes } = settings.parse(params);
  const isSearched = inputs["image_feat"] !== undefined;
  const rule: MatchingRule = {
    ...taobaoCodeRule,
    quantile: s1,
    voteShare: s2,
    maxSquaredDistance: max_distance,
    precision: isSearched ? "float16" : "float64",
  };
  const nearest: NearestBoxes = isSearched
    ? nearestBoxes(goldenMatrix(inputs["image_feat"]), goldenMatrix(inputs["video_feat"]), rule.precision)
    : {
        positions: image_boxes.map((each) => each.retri_query_idx ?? 0),
        squaredDistances: image_boxes.map((each) => each.retri_dist ?? 0),
      };
  const pairs: BoxPairs = {
    items: image_boxes.map((each) => ({
      itemId: each.item_id,
      image: pictureName(each),
      box: each.bbox,
      detectionScore: each.score,
    })),
    videos: video_boxes.map((each) => ({
      videoId: each.item_id,
      frame: each.frame,
      box: each.bbox,
      detectionScore: each.score,
    })),
    nearest,
  };
  const { decisions, nearestItems, matches } = matchItems(pairs, rule);
  const all = decisions.flatMap(({ match }) => (match === null ? [] : [match]));
  const asList = (values: ArrayLike<number>): GoldenArray => ({ shape: [values.length], data: Array.from(values) });
  return new Map<string, GoldenArray | Structure>([
    ["retri_query_idx", asList(nearest.positions)],
    ["retri_dist_float16", asList(nearest.squaredDistances)],
    ["all_item_matches", all.map(row)],
    ["result_df_after_dedup", nearestItems.map(row)],
    ["final", Object.fromEntries(matches.map((match) => [match.videoId, submitted(match)]))],
  ]);
}

/** `/data/image/ITEM/NAME.jpg` */
function pictureName({ item_id, file_name }: { readonly item_id: string; readonly file_name: string }): string {
  const folder = `/image/${item_id}/`;
  const start = file_name.indexOf(folder);
  if (start < 0) throw new Error(`expected a picture of ${item_id}; found ${file_name}`);
  return file_name.slice(start + folder.length, file_name.lastIndexOf(".jpg"));
}

function row({ videoId, itemId, squaredDistance, ...match }: ItemMatch): Structure {
  const { img_name, item_box, frame_box } = shown(match);
  const names = { query: videoId, item_id: itemId, frame_index: match.frame };
  return { ...names, img_name, item_box, frame_box, distance: squaredDistance };
}

function submitted(match: ItemMatch): Structure {
  return { item_id: match.itemId, frame_index: match.frame, result: [shown(match)] };
}

function shown({ image, itemBox, frameBox }: Pick<ItemMatch, "image" | "itemBox" | "frameBox">) {
  return { img_name: image, item_box: itemBox, frame_box: frameBox };
}
