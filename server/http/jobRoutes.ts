import type { FastifyInstance } from "fastify";

import {
  companionJobSchema,
  companionJobsSchema,
  companionPaths,
  jobRequestSchema,
} from "../../src/contracts/companionApi";
import type { JobQueue } from "../jobs/jobQueue";
import type { CompanionRoutes } from "./companion";
import { jobEvents } from "./jobEvents";
import { parseRequest } from "./parseRequest";
import { sendFile } from "./sendFile";

/** An item table of a million rows, with room to spare. */
const mostRequestBytes = 512 * 2 ** 20;

interface JobAddress {
  Params: { id: string };
}

/** Starting, following and ending jobs. */
export function jobRoutes(queue: JobQueue): CompanionRoutes {
  const jobs = `/${companionPaths.jobs}`;
  return (app: FastifyInstance) => {
    app.get(jobs, () => companionJobsSchema.parse({ jobs: queue.list() }));
    app.post(jobs, { bodyLimit: mostRequestBytes }, async (request) =>
      companionJobSchema.parse(await queue.submit(parseRequest(jobRequestSchema, request.body))),
    );
    app.get<JobAddress>(`${jobs}/:id`, ({ params }) => companionJobSchema.parse(queue.read(params.id).job));
    app.get<JobAddress>(`${jobs}/:id/events`, ({ params, headers }, reply) => {
      const events = jobEvents(queue, params.id, headers["last-event-id"]);
      return reply.type("text/event-stream").send(events);
    });
    app.get<JobAddress>(`${jobs}/:id/result`, (request, reply) => {
      const path = queue.resultOf(request.params.id);
      return sendFile(request, reply, path, path.endsWith(".json") ? "application/json" : "application/octet-stream");
    });
    app.delete<JobAddress>(`${jobs}/:id`, async ({ params }, reply) => {
      await queue.remove(params.id);
      return reply.code(204).send();
    });
  };
}
