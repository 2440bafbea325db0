import { StudioError } from "../core/errors";

/**
 * Settles as `answer` does, or rejects when it takes longer than a worker that is alive would need.
 *
 * @throws StudioError `WorkerLostError`
 */
export async function within<Value>(limitMs: number, answer: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new StudioError(
          "WorkerLostError",
          `expected an answer from a background worker within ${limitMs / 1000} s, found none`,
          "It is started again with the next action; if it hangs again, choose another backend in the settings.",
        ),
      );
    }, limitMs);
  });
  try {
    return await Promise.race([answer, overdue]);
  } finally {
    clearTimeout(timer);
  }
}
