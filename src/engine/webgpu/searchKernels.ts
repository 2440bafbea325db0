import bindings from "./bindings.wgsl?raw";
import chooseDigit from "./chooseDigit.wgsl?raw";
import collectCandidates from "./collectCandidates.wgsl?raw";
import countDigits from "./countDigits.wgsl?raw";
import dotPacked from "./dotPacked.wgsl?raw";
import dotUnpacked from "./dotUnpacked.wgsl?raw";
import scoreRows from "./scoreRows.wgsl?raw";

const packedProducts = "packed_4x8_integer_dot_product";

/** Bins of `countDigits.wgsl`, for each of two digits and each query. */
export const binsPerDigit = 2048;

/** Rows that one workgroup of a kernel takes. */
export const rowsPerGroup = { scoreRows: 64, countDigits: 4096, collectCandidates: 256 } as const;

/** The kernels of a search, for any batch but `scoreRows`. */
export interface SearchKernels {
  /** By the number of queries that it was compiled for. */
  readonly scoreRows: ReadonlyMap<number, GPUComputePipeline>;
  /** By level: the leading digit, then the second. */
  readonly countDigits: readonly [GPUComputePipeline, GPUComputePipeline];
  readonly chooseDigit: readonly [GPUComputePipeline, GPUComputePipeline];
  readonly collectCandidates: GPUComputePipeline;
}

/** Layouts that all kernels share, so that a tile and a batch are bound once for all of them. */
export interface SearchLayouts {
  readonly tile: GPUBindGroupLayout;
  readonly batch: GPUBindGroupLayout;
}

/** Whether this browser's WGSL multiplies packed bytes. */
export function hasPackedProducts(): boolean {
  return navigator.gpu.wgslLanguageFeatures.has(packedProducts);
}

/** The bindings of `bindings.wgsl`, group by group. */
export function createLayouts(device: GPUDevice): SearchLayouts {
  const layout = (types: readonly GPUBufferBindingType[]) =>
    device.createBindGroupLayout({
      entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
  return {
    tile: layout(["uniform", "read-only-storage", "read-only-storage", "storage"]),
    batch: layout(["read-only-storage", "read-only-storage", "storage", "storage", "storage"]),
  };
}

/**
 * Compiles the kernels.
 *
 * @param queries lengths of batches to compile `scoreRows` for
 * @param isPacked packed products, or plain arithmetic where the browser has none
 */
export async function compileKernels(
  device: GPUDevice,
  layouts: SearchLayouts,
  queries: readonly number[],
  isPacked: boolean,
): Promise<SearchKernels> {
  const perTile = device.createPipelineLayout({ bindGroupLayouts: [layouts.batch, layouts.tile] });
  const perBatch = device.createPipelineLayout({ bindGroupLayouts: [layouts.batch] });
  const compile = (layout: GPUPipelineLayout, source: string, constants: Record<string, number> = {}) =>
    device.createComputePipelineAsync({
      layout,
      compute: { module: device.createShaderModule({ code: source }), constants },
    });
  const byLevel = (layout: GPUPipelineLayout, source: string) =>
    Promise.all([compile(layout, source, { LEVEL: 0 }), compile(layout, source, { LEVEL: 1 })]);
  const directive = isPacked ? `requires ${packedProducts};\n` : "";
  const products = isPacked ? dotPacked : dotUnpacked;
  const score = async (length: number): Promise<[number, GPUComputePipeline]> => [
    length,
    await compile(perTile, `${directive}const QUERIES = ${length}u;\n${bindings}${products}${scoreRows}`),
  ];
  const [scored, counted, chosen, collected] = await Promise.all([
    Promise.all(queries.map(score)),
    byLevel(perTile, bindings + countDigits),
    byLevel(perBatch, bindings + chooseDigit),
    compile(perTile, bindings + collectCandidates),
  ]);
  return { scoreRows: new Map(scored), countDigits: counted, chooseDigit: chosen, collectCandidates: collected };
}
