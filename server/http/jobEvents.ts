import { PassThrough, type Readable } from "node:stream";

import type { JobEvent, JobQueue } from "../jobs/jobQueue";

const heartbeatMs = 15_000;

/**
 * A job's life as server-sent events: how it stands now, then each change, until it is over.
 *
 * An event holds all that is known of the job, so one who comes back misses nothing by seeing only the newest.
 *
 * @param lastEventId the number of the last event that was seen; that one is not sent again
 * @throws JobFailedError if there is no such job
 */
export function jobEvents(queue: JobQueue, id: string, lastEventId: string | string[] | undefined): Readable {
  const current = queue.read(id);
  const stream = new PassThrough();
  // A comment now and then: whatever stands between must not take silence for the end.
  const heartbeat = setInterval(() => stream.write(":\n\n"), heartbeatMs);
  const unfollow = queue.follow(id, send);
  const stop = (): void => {
    clearInterval(heartbeat);
    unfollow();
  };
  function send(event: JobEvent): void {
    stream.write(`id: ${event.sequence}\ndata: ${JSON.stringify(event.job)}\n\n`);
    if (isOver(event)) end();
  }
  function end(): void {
    stop();
    stream.end();
  }
  stream.on("close", stop);
  if (String(current.sequence) !== lastEventId) send(current);
  else if (isOver(current)) end();
  return stream;
}

function isOver({ job }: JobEvent): boolean {
  return job.phase !== "waiting" && job.phase !== "running";
}
