// Finds the digit of the K-th largest lower bound of each query, one workgroup a query: the bins are walked from the
// top until `wanted` keys are passed. Each thread sums eight bins first, so that the walk is short.

override LEVEL: u32;

const THREADS = 256u;
const BINS_PER_THREAD = 8u;

var<workgroup> sums: array<u32, THREADS>;

@compute @workgroup_size(256)
fn chooseDigit(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let query = group.x;
  let firstBin = (query * 2u + LEVEL) * BINS;
  var sum = 0u;
  for (var i = 0u; i < BINS_PER_THREAD; i++) {
    sum += atomicLoad(&histogram[firstBin + lane * BINS_PER_THREAD + i]);
  }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane != 0u) {
    return;
  }
  var wanted = selections[query].wanted;
  var part = THREADS - 1u;
  while (part > 0u && sums[part] < wanted) {
    wanted -= sums[part];
    part--;
  }
  var digit = part * BINS_PER_THREAD + BINS_PER_THREAD - 1u;
  while (digit > part * BINS_PER_THREAD) {
    let count = atomicLoad(&histogram[firstBin + digit]);
    if (count >= wanted) {
      break;
    }
    wanted -= count;
    digit--;
  }
  selections[query].prefix = (selections[query].prefix << DIGIT_BITS) | digit;
  selections[query].wanted = wanted;
}
