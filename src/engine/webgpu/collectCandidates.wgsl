// Collects the rows of a tile whose upper bound reaches the K-th largest lower bound, compared by their leading two
// digits: rows that tie in them are kept. What finds no room is counted, so that the caller sees it and asks again.

@compute @workgroup_size(256)
fn collectCandidates(@builtin(global_invocation_id) id: vec3<u32>) {
  let row = id.x;
  let query = id.y;
  if (row >= tile.rows) {
    return;
  }
  let upper = keys[query * tile.rows + row].y;
  if ((upper >> (32u - 2u * DIGIT_BITS)) < selections[query].prefix) {
    return;
  }
  let capacity = arrayLength(&candidates) / arrayLength(&selections);
  let place = atomicAdd(&selections[query].candidates, 1u);
  if (place < capacity) {
    candidates[query * capacity + place] = vec2(tile.firstRow + row, upper);
  }
}
