import { access } from "node:fs/promises";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import {
  companionRunSchema,
  companionRunsSchema,
  duplicateRequestSchema,
  runChangeSchema,
  runCheckpointsSchema,
  runDetailSchema,
  runPaths,
  runRequestSchema,
} from "../../src/contracts/companionRuns";
import { listRunCheckpoints, runCheckpointFile } from "../runs/runCheckpoints";
import { runFile } from "../runs/runFiles";
import type { RunQueue } from "../runs/runQueue";
import type { CompanionRoutes } from "./companion";
import { parseRequest } from "./parseRequest";
import { runEvents } from "./runEvents";
import { sendFile } from "./sendFile";

/** An item table of a million rows, with room to spare. */
const mostRequestBytes = 512 * 2 ** 20;
const mostChangeBytes = 2 ** 20;

interface RunAddress {
  Params: { id: string };
}
interface CheckpointAddress {
  Params: { id: string; step: string; "*": string };
}

/** Starting, watching and ending trainings. */
export function runRoutes(queue: RunQueue): CompanionRoutes {
  return (app: FastifyInstance) => {
    addRunRoutes(app, `/${runPaths.runs}`, queue);
    addFileRoutes(app, `/${runPaths.runs}/:id`, queue);
  };
}

function addRunRoutes(app: FastifyInstance, runs: string, queue: RunQueue): void {
  app.get(runs, () => companionRunsSchema.parse(queue.list()));
  app.post(runs, { bodyLimit: mostRequestBytes }, async ({ body }) =>
    companionRunSchema.parse(await queue.submit(parseRequest(runRequestSchema, body))),
  );
  app.get<RunAddress>(`${runs}/:id`, async ({ params }) => {
    const { run } = queue.read(params.id);
    return runDetailSchema.parse({ run, recipe: await queue.store.readRecipe(run.id) });
  });
  app.patch<RunAddress>(`${runs}/:id`, async ({ params, body }) => {
    const { name } = parseRequest(runChangeSchema, body);
    return companionRunSchema.parse(await queue.rename(params.id, name));
  });
  app.delete<RunAddress>(`${runs}/:id`, async ({ params }, reply) => {
    await queue.remove(params.id);
    return reply.code(204).send();
  });
  app.post<RunAddress>(`${runs}/:id/stop`, async ({ params }) => companionRunSchema.parse(await queue.stop(params.id)));
  app.post<RunAddress>(`${runs}/:id/resume`, async ({ params }) =>
    companionRunSchema.parse(await queue.resume(params.id)),
  );
  app.post<RunAddress>(`${runs}/:id/duplicate`, { bodyLimit: mostChangeBytes }, async ({ params, body }) =>
    companionRunSchema.parse(await queue.duplicate(params.id, parseRequest(duplicateRequestSchema, body))),
  );
}

function addFileRoutes(app: FastifyInstance, run: string, queue: RunQueue): void {
  app.get<RunAddress>(`${run}/events`, ({ params, headers }, reply) =>
    reply.type("text/event-stream").send(runEvents(queue, params.id, headers["last-event-id"])),
  );
  const sendOwn = async (
    request: FastifyRequest<RunAddress>,
    reply: FastifyReply,
    file: "curves" | "log" | "items",
  ) => {
    const path = runFile(queue.folderOf(request.params.id), file);
    const type = file === "curves" ? "application/x-ndjson" : file === "log" ? "text/plain" : "text/csv";
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    // A run that waits has told nothing yet.
    return isThere ? sendFile(request, reply, path, `${type}; charset=utf-8`) : reply.type(type).send("");
  };
  app.get<RunAddress>(`${run}/curves`, (request, reply) => sendOwn(request, reply, "curves"));
  app.get<RunAddress>(`${run}/log`, (request, reply) => sendOwn(request, reply, "log"));
  app.get<RunAddress>(`${run}/items`, (request, reply) => sendOwn(request, reply, "items"));
  app.get<RunAddress>(`${run}/checkpoints`, async ({ params }) =>
    runCheckpointsSchema.parse({ checkpoints: await listRunCheckpoints(queue, params.id) }),
  );
  app.get<CheckpointAddress>(`${run}/checkpoints/:step/files/*`, async (request, reply) => {
    const { id, step, "*": path } = request.params;
    return sendFile(request, reply, await runCheckpointFile(queue, id, step, path), "application/octet-stream");
  });
}
