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

/** The kernels of one search, for batches of a fixed number of queries; padded by what the caller leaves unused. */
export interface SearchKernels {
  readonly queries: number;
  readonly scoreRows: GPUComputePipeline;
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

/** What kernels are compiled for. */
export interface KernelVariant {
  /** Queries of a batch: registers are set aside for each, so one query alone deserves kernels of its own. */
  readonly queries: number;
  /** Packed products, or plain arithmetic where the browser has none. */
  readonly isPacked: boolean;
}

/** Compiles the kernels of a variant. */
export async function compileKernels(
  device: GPUDevice,
  layouts: SearchLayouts,
  { queries, isPacked }: KernelVariant,
): Promise<SearchKernels> {
  const perTile = device.createPipelineLayout({ bindGroupLayouts: [layouts.batch, layouts.tile] });
  const perBatch = device.createPipelineLayout({ bindGroupLayouts: [layouts.batch] });
  const preamble = `const QUERIES = ${queries}u;\n${bindings}`;
  const compile = (layout: GPUPipelineLayout, source: string, constants: Record<string, number> = {}) =>
    device.createComputePipelineAsync({
      layout,
      compute: { module: device.createShaderModule({ code: source }), constants },
    });
  const products = isPacked ? dotPacked : dotUnpacked;
  const directive = isPacked ? `requires ${packedProducts};\n` : "";
  const [scored, countedFirst, countedSecond, choseFirst, choseSecond, collected] = await Promise.all([
    compile(perTile, `${directive}${preamble}${products}${scoreRows}`),
    compile(perTile, preamble + countDigits, { LEVEL: 0 }),
    compile(perTile, preamble + countDigits, { LEVEL: 1 }),
    compile(perBatch, preamble + chooseDigit, { LEVEL: 0 }),
    compile(perBatch, preamble + chooseDigit, { LEVEL: 1 }),
    compile(perTile, preamble + collectCandidates),
  ]);
  return {
    queries,
    scoreRows: scored,
    countDigits: [countedFirst, countedSecond],
    chooseDigit: [choseFirst, choseSecond],
    collectCandidates: collected,
  };
}
