// Counts the lower bounds of a tile by one digit of their keys: LEVEL 0 the leading one, LEVEL 1 the second one of the
// keys that begin with the chosen first. A workgroup counts 4096 rows of one query on its own before it adds to the sum.

override LEVEL: u32;

const THREADS = 256u;
const ROWS_PER_GROUP = 4096u;

var<workgroup> counts: array<atomic<u32>, BINS>;

@compute @workgroup_size(256)
fn countDigits(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  for (var bin = lane; bin < BINS; bin += THREADS) {
    atomicStore(&counts[bin], 0u);
  }
  workgroupBarrier();
  let query = group.y;
  let end = min(tile.rows, (group.x + 1u) * ROWS_PER_GROUP);
  for (var row = group.x * ROWS_PER_GROUP + lane; row < end; row += THREADS) {
    let digits = keys[query * tile.rows + row].x >> (32u - (LEVEL + 1u) * DIGIT_BITS);
    if (LEVEL == 0u || (digits >> DIGIT_BITS) == selections[query].prefix) {
      atomicAdd(&counts[digits % BINS], 1u);
    }
  }
  workgroupBarrier();
  for (var bin = lane; bin < BINS; bin += THREADS) {
    let count = atomicLoad(&counts[bin]);
    if (count > 0u) {
      atomicAdd(&histogram[(query * 2u + LEVEL) * BINS + bin], count);
    }
  }
}
