import { spawn } from "node:child_process";

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** How a program ended, and all that it printed. */
export interface EndedProgram {
  readonly status: number;
  readonly output: string;
}

/**
 * Runs a program without input.
 *
 * @param isShown whether what it prints goes to the screen at once, too
 */
export function runProgram([program, ...args]: Command, folder: string, isShown: boolean): Promise<EndedProgram> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (isShown) process.stdout.write(text);
      });
    }
    child.on("error", (error) => {
      resolve({ status: 1, output: `${output}${program}: ${error.message}\n` });
    });
    child.on("close", (status, signal) => {
      const end = signal === null ? "" : `${program} was ended by ${signal}\n`;
      resolve({ status: status ?? 1, output: output + end });
    });
  });
}
