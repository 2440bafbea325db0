import { StudioError } from "../../core/errors";
import type { Locks } from "../opfs/memoryLocks";

/**
 * How long a writer waits for others before it gives up. Writes take milliseconds, but on a machine whose cores and disk
 * are taken a few of them in a row were seen to take more than four seconds.
 */
const patienceMs = 60_000;

/**
 * Runs `work` while no other tab or worker of this origin writes the same thing. Writers that are quick wait for each
 * other; one that does not get its turn in a minute is refused.
 *
 * @param name of the lock: "library/ID"
 * @param what is locked, for the message: "the data set Market"
 * @throws StudioError LockedElsewhereError
 */
export async function withLock<Result>(
  locks: Locks,
  { name, what }: { readonly name: string; readonly what: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  const granted = async () => {
    clearTimeout(timer);
    return work();
  };
  try {
    return await locks.request(name, { signal: patience.signal }, granted);
  } catch (error) {
    if (!patience.signal.aborted) throw error;
    throw new StudioError(
      "LockedElsewhereError",
      `expected to be the only one that changes ${what}; found it being changed for more than ${patienceMs / 1000} seconds`,
      "Wait until the other task has ended, or close the studio's other tabs.",
    );
  } finally {
    clearTimeout(timer);
  }
}
