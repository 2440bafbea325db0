let lastJobId = 0;

/**
 * Makes a call under a number by which the worker can be told to give it up.
 *
 * A signal cannot be sent to a worker; its number can.
 */
export async function withJob<Result>(
  signal: AbortSignal,
  cancel: (jobId: number) => void,
  call: (jobId: number) => Promise<Result>,
): Promise<Result> {
  const jobId = ++lastJobId;
  const onAbort = () => cancel(jobId);
  signal.addEventListener("abort", onAbort);
  try {
    return await call(jobId);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
