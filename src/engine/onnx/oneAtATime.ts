let last: Promise<unknown> = Promise.resolve();

/**
 * Runs one task of the engine after the other, in the order of the calls.
 *
 * onnxruntime-web freezes its worker for good when two runs overlap, be it on one session or on two, so every create,
 * run and release goes through here. One queue a worker, since the engine's state is the worker's.
 */
export function oneAtATime<Result>(task: () => Promise<Result>): Promise<Result> {
  const result = last.then(task);
  last = result.catch(() => undefined);
  return result;
}
