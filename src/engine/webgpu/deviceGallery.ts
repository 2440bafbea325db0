import { encodeRow, rowBoundLength } from "../../core/gpu/rowCodes";
import { planTiles, queriesPerBatch, rowsPerBlock, type Tile, type TileLimits } from "../../core/gpu/tilePlan";
import { checkFinite } from "../../core/embedding/embeddingTable";
import type { VectorSource } from "../../core/search/searchIndex";
import type { WebgpuDevice } from "./device";
import type { SearchLayouts } from "./searchKernels";

/** A tile's buffers, bound. */
export interface DeviceTile extends Tile {
  readonly bindGroup: GPUBindGroup;
}

/** A gallery's codes on a device, with room for the bounds of one batch of queries. */
export interface DeviceGallery {
  readonly tiles: readonly DeviceTile[];
  /** Code words of a row: four dimensions each. */
  readonly words: number;
  /** Largest ‖x‖ of the stored vectors. */
  readonly largestNorm: number;
  readonly residentBytes: number;
}

interface TileBuffers {
  readonly shape: GPUBuffer;
  readonly codes: GPUBuffer;
  readonly bounds: GPUBuffer;
  readonly keys: GPUBuffer;
}

/**
 * Encodes a gallery and lays it on the device, tile by tile; the vectors themselves stay where they are.
 *
 * @throws StudioError EmbeddingTableFormatError for a number that is not finite, WebgpuUnavailableError without memory
 */
export async function uploadGallery(
  gpu: WebgpuDevice,
  layouts: SearchLayouts,
  source: VectorSource,
  limits: TileLimits,
): Promise<DeviceGallery> {
  const words = Math.ceil(source.dimension / 4);
  const tiles: DeviceTile[] = [];
  let largestNorm = 0;
  let residentBytes = 0;
  for (const tile of planTiles(source.rows, words, limits)) {
    const sizes = tileSizes(tile, words);
    const sizeBytes = sizes.codes + sizes.bounds + sizes.keys;
    const buffers = await gpu.allocate(sizeBytes, () => createTileBuffers(gpu.device, sizes));
    new Uint32Array(buffers.shape.getMappedRange()).set([tile.rows, tile.firstRow, words, 0]);
    largestNorm = Math.max(largestNorm, encodeTile(source, tile, buffers));
    for (const buffer of [buffers.shape, buffers.codes, buffers.bounds]) buffer.unmap();
    tiles.push({ ...tile, bindGroup: bindTile(gpu.device, layouts, buffers) });
    residentBytes += sizeBytes;
  }
  return { tiles, words, largestNorm, residentBytes };
}

function tileSizes(tile: Tile, words: number) {
  const blocks = Math.ceil(tile.rows / rowsPerBlock);
  return {
    codes: blocks * rowsPerBlock * words * Uint32Array.BYTES_PER_ELEMENT,
    bounds: tile.rows * rowBoundLength * Float32Array.BYTES_PER_ELEMENT,
    keys: queriesPerBatch * tile.rows * 2 * Uint32Array.BYTES_PER_ELEMENT,
  };
}

function createTileBuffers(device: GPUDevice, sizes: ReturnType<typeof tileSizes>): TileBuffers {
  const { UNIFORM, STORAGE } = GPUBufferUsage;
  return {
    shape: device.createBuffer({ size: 16, usage: UNIFORM, mappedAtCreation: true }),
    codes: device.createBuffer({ size: sizes.codes, usage: STORAGE, mappedAtCreation: true }),
    bounds: device.createBuffer({ size: sizes.bounds, usage: STORAGE, mappedAtCreation: true }),
    keys: device.createBuffer({ size: sizes.keys, usage: STORAGE }),
  };
}

function bindTile(device: GPUDevice, layouts: SearchLayouts, buffers: TileBuffers): GPUBindGroup {
  const { shape, codes, bounds, keys } = buffers;
  return device.createBindGroup({
    layout: layouts.tile,
    entries: [shape, codes, bounds, keys].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
}

/** Fills a tile's mapped buffers, block by block: within a block of 64 rows, word w of all rows, then word w + 1. */
function encodeTile(source: VectorSource, tile: Tile, buffers: TileBuffers): number {
  const { dimension } = source;
  const codes = new Uint32Array(buffers.codes.getMappedRange());
  const bounds = new Float32Array(buffers.bounds.getMappedRange());
  const words = Math.ceil(dimension / 4);
  const rowWords = new Uint32Array(words);
  const rowCodes = new Int8Array(rowWords.buffer);
  const vectors = new Float32Array(rowsPerBlock * dimension);
  let largestNorm = 0;
  for (let start = 0; start < tile.rows; start += rowsPerBlock) {
    const length = Math.min(rowsPerBlock, tile.rows - start);
    const firstRow = tile.firstRow + start;
    source.read(
      Uint32Array.from({ length }, (_, i) => firstRow + i),
      vectors,
    );
    checkFinite(vectors.subarray(0, length * dimension), dimension, firstRow);
    for (let i = 0; i < length; i++) {
      const vector = vectors.subarray(i * dimension, (i + 1) * dimension);
      const norm = encodeRow(vector, rowCodes, bounds.subarray((start + i) * rowBoundLength));
      largestNorm = Math.max(largestNorm, norm);
      for (let word = 0; word < words; word++) codes[start * words + word * rowsPerBlock + i] = rowWords[word]!;
    }
  }
  return largestNorm;
}
