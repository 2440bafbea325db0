import type { Network } from "./openNetwork";

/** Larger runs gain little more, and what is in them is lost with the tab. */
const largestBatch = 16;
/** A larger run must be this much quicker a picture to be worth the longer wait of the first one. */
const worthwhile = 0.95;
const runsEach = 2;

/**
 * How many pictures one run should take. Runs of 1, 2, 4, 8 … blank pictures are timed on a hardware adapter, up to the
 * first that gains less than a twentieth a picture or that the adapter refuses.
 *
 * On WASM and on a software adapter it is 1: layers of one picture fill the core already, and single pictures divide
 * better among workers.
 *
 * @param pictureLength numbers of one picture, 3 H W
 */
export async function measureBatch({ session, backend }: Network, pictureLength: number): Promise<number> {
  if (backend.kind !== "webgpu" || backend.isSoftware) return 1;
  let best = { batch: 1, msEach: await timeRuns(1) };
  for (let batch = 2; batch <= largestBatch; batch *= 2) {
    const msEach = await timeRuns(batch).catch((error: unknown) => {
      if (isLostDevice(error)) throw error;
      return Infinity; // no room for as many
    });
    if (msEach > best.msEach * worthwhile) break;
    best = { batch, msEach };
  }
  return best.batch;

  async function timeRuns(batch: number): Promise<number> {
    const images = new Float32Array(batch * pictureLength);
    await session.run(images); // shaders of a new shape are compiled in its first run
    const start = performance.now();
    for (let run = 0; run < runsEach; run++) await session.run(images);
    return (performance.now() - start) / (runsEach * batch);
  }
}

function isLostDevice(error: unknown): boolean {
  return error instanceof Error && error.name === "DeviceLostError";
}
