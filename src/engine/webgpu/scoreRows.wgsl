// Bounds every row's score for every query of a batch, by eight-bit codes. One thread a row, one workgroup a block.
// A code word is read once and used for all queries; the queries' words are shared through the workgroup, in chunks.
// Put after `const QUERIES` and `dot4`: registers are set aside for each query, so the number is fixed at compilation.

const BLOCK = 64u;
const CHUNK = 32u;

var<workgroup> chunk: array<vec2<u32>, CHUNK * QUERIES>;

// The unsigned integer that orders as the float does; `sortableKey` in src/core/gpu.
fn sortableKey(value: f32) -> u32 {
  let pattern = bitcast<u32>(value);
  return select(pattern | 0x80000000u, ~pattern, (pattern >> 31u) == 1u);
}

@compute @workgroup_size(64)
fn scoreRows(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  var high: array<i32, QUERIES>;
  var low: array<i32, QUERIES>;
  for (var start = 0u; start < tile.words; start += CHUNK) {
    let length = min(CHUNK, tile.words - start);
    workgroupBarrier();
    for (var i = lane; i < length * QUERIES; i += BLOCK) {
      chunk[i] = queryWords[start * QUERIES + i];
    }
    workgroupBarrier();
    for (var word = 0u; word < length; word++) {
      let code = codes[(group.x * tile.words + start + word) * BLOCK + lane];
      for (var query = 0u; query < QUERIES; query++) {
        let planes = chunk[word * QUERIES + query];
        high[query] += dot4(code, planes.x);
        low[query] += dot4(code, planes.y);
      }
    }
  }
  let row = group.x * BLOCK + lane;
  if (row >= tile.rows) {
    return;
  }
  let bounds = rowBounds[row];
  for (var query = 0u; query < QUERIES; query++) {
    let q = queryBounds[query];
    let estimate = (f32(high[query]) * q.highScale + f32(low[query]) * q.lowScale) * bounds.x;
    let error = q.residualFactor * bounds.y + q.codedFactor * bounds.z + q.slack;
    keys[query * tile.rows + row] = vec2(sortableKey(estimate - error), sortableKey(estimate + error));
  }
}
