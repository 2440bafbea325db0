import { expose } from "comlink";

import type { Matrix } from "../../src/core/numeric/matrix";
import type { GatheredProducts } from "../../src/core/ranking/extremes";
import { gatherProducts, type PairShare } from "../../src/engine/wasm/gatherProducts";
import { loadProductKernels } from "../../src/engine/wasm/productKernels";

const kernels = loadProductKernels();

/** One thread's share of the products of a set with itself. */
const products = {
  gather: async (vectors: Matrix, count: number, share: PairShare): Promise<GatheredProducts> =>
    gatherProducts(await kernels, vectors, count, { share, pace: { pause: () => undefined } }),
};

export type Products = typeof products;

expose(products);
