import { plainViews } from "../embedding/embeddingViews";
import { type CheckpointFusion, type RankRecipe, type RankStep, type SwitchedStep } from "./rankRecipe";

const equalConcatenation: CheckpointFusion = { rule: "concatenate", weights: [] };

const on = (step: RankStep): SwitchedStep => ({ ...step, isOn: true });

function published(recipe: Partial<RankRecipe> & Pick<RankRecipe, "name" | "title" | "source">): RankRecipe {
  return { schema: 1, views: plainViews, steps: [], fusion: equalConcatenation, ...recipe };
}

const dira = { paper: "DIRA challenge, ECCV 2022 workshop", code: "zongyi1999/DIRA_Challenge@ed705d65b06a" };
const deepRetrieval = { paper: "Gordo et al., ECCV 2016 and IJCV 2017", code: "figitaki/deep-retrieval@2052b2e313a0" };
const isc21 = {
  paper: "Yokoo, ISC21 descriptor track, first place",
  code: "lyakaap/ISC21-Descriptor-Track-1st@228aad34ac5d",
};
const strongBaseline = {
  paper: "Luo et al., Bag of tricks, CVPR 2019 workshop",
  code: "michuanhaohao/reid-strong-baseline@3da7e6f03164",
};
const digix2 = {
  paper: "Huawei DIGIX 2020 image retrieval, second place",
  code: "lin-honghui/Huawei_DIGIX_ImageRetri_Top2@085e9f512224",
};

/** Nothing but inner products of stored vectors. */
export const plainRanking: RankRecipe = published({
  name: "plain",
  title: "Plain",
  source: { paper: "", code: "", form: "ours", note: "Inner products of the stored vectors." },
});

/** The published pipelines, as their code does it, with the form of the text beside it where the two differ. */
export const rankPresets: readonly RankRecipe[] = [
  plainRanking,
  published({
    name: "dira-test",
    title: "DIRA: α-QE over queries and gallery",
    source: { ...dira, form: "code", note: "Cosine; the README speaks of Euclidean distance." },
    // Its distance is the cosine's, which does not see how long the means are.
    steps: [on({ kind: "expand-queries", form: "fast-reid", k: 5, alpha: 2, times: 1 }), on({ kind: "normalize" })],
  }),
  published({
    name: "dira-test-text",
    title: "DIRA: plain average of queries",
    source: { ...dira, form: "text", note: "The README describes a plain average, of queries alone." },
    steps: [
      on({ kind: "expand-queries", form: "deep-retrieval", k: 5, alpha: 0, times: 1 }),
      on({ kind: "normalize" }),
    ],
  }),
  published({
    name: "isc21-post",
    title: "ISC21: negative embedding subtraction",
    source: { ...isc21, form: "code", note: "Negatives are the items that are neither query nor gallery." },
    steps: [on({ kind: "subtract-negatives", k: 10, beta: 0.35, times: 1, isAugmented: true })],
  }),
  published({
    name: "dir-rmac-mr",
    title: "Deep image retrieval: three resolutions",
    source: {
      ...deepRetrieval,
      form: "code",
      note: "Long sides 550, 800 and 1050 of 800; unit descriptors are added up.",
    },
    views: { ...plainViews, scales: [0.6875, 1, 1.3125] },
    steps: [on({ kind: "normalize" })],
  }),
  published({
    name: "dir-rmac-qe-dba",
    title: "Deep image retrieval: QE 1 and DBA 20",
    source: { ...deepRetrieval, form: "code", note: "" },
    steps: [
      on({ kind: "augment-gallery", form: "deep-retrieval", k: 20, alpha: 0 }),
      on({ kind: "expand-queries", form: "deep-retrieval", k: 1, alpha: 0, times: 1 }),
    ],
  }),
  published({
    name: "reid-bot-rerank",
    title: "Bag of tricks: k-reciprocal",
    source: { ...strongBaseline, form: "code", note: "Jaccard distances in float16, as the code has them." },
    steps: [
      on({ kind: "normalize" }),
      on({ kind: "k-reciprocal", form: "feature", k1: 20, k2: 6, lambda: 0.3, expansion: 2 / 3, isFloat16: true }),
    ],
  }),
  published({
    name: "digix2-post",
    title: "DIGIX 2nd: k-reciprocal, wider sets",
    source: { ...digix2, form: "code", note: "The constructor's own values; the configuration's are ignored there." },
    views: { ...plainViews, scales: [1.1], flips: ["horizontal", "vertical"], rotations: [90, 270], denoise: "median" },
    steps: [
      on({ kind: "normalize" }),
      on({ kind: "k-reciprocal", form: "digix2", k1: 25, k2: 6, lambda: 0.5, expansion: 2 / 5, isFloat16: true }),
    ],
  }),
  published({
    name: "digix2-post-text",
    title: "DIGIX 2nd: k-reciprocal as published",
    source: { ...digix2, form: "text", note: "Sets widened from two thirds on, as in the paper that it cites." },
    views: {
      ...plainViews,
      scales: [1.1],
      flips: ["horizontal", "vertical"],
      rotations: [90, 270],
      denoise: "by-type",
    },
    steps: [
      on({ kind: "normalize" }),
      on({ kind: "k-reciprocal", form: "feature", k1: 25, k2: 6, lambda: 0.5, expansion: 2 / 3, isFloat16: false }),
    ],
  }),
  published({
    name: "digix3",
    title: "DIGIX 3rd: mean of distances",
    source: {
      paper: "Huawei DIGIX 2020 image retrieval, third place",
      code: "",
      form: "text",
      note: "Weights of its six networks are not published; all count alike here.",
    },
    views: { ...plainViews, flips: ["horizontal", "vertical"], rotations: [90, 180, 270] },
    steps: [
      on({ kind: "normalize" }),
      on({ kind: "k-reciprocal", form: "feature", k1: 20, k2: 6, lambda: 0.3, expansion: 2 / 3, isFloat16: false }),
    ],
    fusion: { rule: "distance-mean", weights: [] },
  }),
];
