import { type CompanionJob, companionJobSchema } from "../contracts/companionApi";
import { followEvents } from "./followEvents";

/**
 * Hears of a job until it is over.
 *
 * A connection that breaks is taken up again where it broke. Aborting the signal ends the listening, not the job.
 *
 * @param jobUrl absolute address of the job
 * @param onChange called with the job as it stands, ten times a second at most
 * @returns the job that is done, failed or cancelled
 * @throws CompanionUnreachableError after half a minute without answer; what the companion says of a job that is gone
 */
export async function followJob(
  signal: AbortSignal,
  jobUrl: string,
  onChange: (job: CompanionJob) => void,
): Promise<CompanionJob> {
  const heard: CompanionJob[] = [];
  const take = (data: string) => {
    const job = companionJobSchema.parse(JSON.parse(data));
    heard[0] = job;
    onChange(job);
  };
  await followEvents(signal, `${jobUrl}/events`, take, {
    isOver: () => heard[0] !== undefined && isOver(heard[0]),
  });
  const [last] = heard;
  if (last === undefined) throw new Error("followEvents ended before its job was over");
  return last;
}

/** Whether a job will not change any more. */
export function isOver({ phase }: CompanionJob): boolean {
  return phase !== "waiting" && phase !== "running";
}
