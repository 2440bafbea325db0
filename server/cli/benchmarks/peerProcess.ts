import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import type { z } from "zod";

import { StudioError } from "../../../src/core/errors";
import { trainerFolder } from "../../environment/trainerPython";

/** A Python module that answers one JSON line for each JSON line it reads. */
export class PeerProcess {
  private readonly lines: AsyncIterator<string>;
  private errors = "";

  private constructor(private readonly peer: ReturnType<typeof startPeer>) {
    this.lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
    peer.stderr.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
  }

  /** @param module its name, as in `python -m` */
  static start(python: string, module: string, args: readonly string[]): PeerProcess {
    return new PeerProcess(startPeer(python, module, args));
  }

  /** The next answer. */
  async receive<Answer>(schema: z.ZodType<Answer>): Promise<Answer> {
    const line = await this.lines.next();
    if (line.done !== true) return schema.parse(JSON.parse(line.value));
    throw new StudioError(
      "TrainerUnavailableError",
      `expected the benchmark's peer to answer; it ended with\n${this.errors.slice(-3000)}`,
      "Run `npm test` first: it checks the trainer's environment.",
    );
  }

  ask<Answer>(request: object, schema: z.ZodType<Answer>): Promise<Answer> {
    this.peer.stdin.write(`${JSON.stringify(request)}\n`);
    return this.receive(schema);
  }

  stop(): void {
    this.peer.stdin.end();
    this.peer.kill();
  }
}

function startPeer(python: string, module: string, args: readonly string[]) {
  return spawn(python, ["-m", module, ...args], {
    env: { ...process.env, PYTHONPATH: trainerFolder },
    stdio: ["pipe", "pipe", "pipe"],
  });
}
