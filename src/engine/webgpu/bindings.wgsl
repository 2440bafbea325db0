// What every search kernel binds. Put before each kernel. Q is the number of queries of a batch.

struct Tile {
  rows: u32,      // of this tile; keys and row bounds end there, codes are padded to whole blocks
  firstRow: u32,  // in the gallery
  words: u32,     // code words of a row: four dimensions each
}

// As `QueryCodes` in src/core/gpu/queryCodes.ts, which proves the bounds.
struct QueryBounds {
  highScale: f32,
  lowScale: f32,
  residualFactor: f32,
  codedFactor: f32,
  slack: f32,
}

// How far the K-th largest lower bound of a query is known.
struct Selection {
  prefix: u32,             // its leading digits
  wanted: u32,             // its rank among the keys with that prefix, from 1
  candidates: atomic<u32>, // rows found, also those that the buffer had no room for
}

const DIGIT_BITS = 11u;
const BINS = 2048u;

@group(0) @binding(0) var<storage, read> queryWords: array<vec2<u32>>;       // [words, Q] high, low plane
@group(0) @binding(1) var<storage, read> queryBounds: array<QueryBounds>;    // [Q]
@group(0) @binding(2) var<storage, read_write> histogram: array<atomic<u32>>; // [Q, 2, BINS]
@group(0) @binding(3) var<storage, read_write> selections: array<Selection>; // [Q]
@group(0) @binding(4) var<storage, read_write> candidates: array<vec2<u32>>; // [Q, capacity] row, upper key

@group(1) @binding(0) var<uniform> tile: Tile;
@group(1) @binding(1) var<storage, read> codes: array<u32>;                  // [blocks, words, 64]
@group(1) @binding(2) var<storage, read> rowBounds: array<vec4<f32>>;        // [rows] scale, residual norm, coded norm
@group(1) @binding(3) var<storage, read_write> keys: array<vec2<u32>>;       // [Q, rows] lower, upper
