import { parseArgs } from "node:util";

import { isStudioError, StudioError } from "../src/core/errors";

/** One option of a command. `value` names what follows it in the help ("N", "DIR"); without it the option is a switch. */
export interface CommandOption {
  readonly value?: string;
  readonly help: string;
  /** Whether it may be given several times. */
  readonly isList?: boolean;
}

/** What a command understands, and what its `--help` prints. */
export interface CommandLine<Name extends string> {
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<Name, CommandOption>>;
}

export interface ReadCommandLine<Name extends string> {
  readonly switches: ReadonlySet<Name>;
  readonly values: ReadonlyMap<Name, string>;
  /** Of options that may be given several times, in their order. */
  readonly lists: ReadonlyMap<Name, readonly string[]>;
  readonly words: readonly string[];
}

/**
 * Reads a command's arguments.
 *
 * @throws CommandUsageError for an unknown option or a missing value
 */
export function readCommandLine<Name extends string>(
  line: CommandLine<Name>,
  args: readonly string[],
): ReadCommandLine<Name | "help"> {
  const options: Record<string, { type: "string" | "boolean"; multiple?: boolean }> = { help: { type: "boolean" } };
  for (const [name, option] of Object.entries<CommandOption>(line.options)) {
    options[name] = { type: option.value === undefined ? "boolean" : "string", multiple: option.isList ?? false };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const entries = Object.entries(values) as [Name | "help", string | boolean | (string | boolean)[] | undefined][];
    return {
      switches: new Set(entries.filter(([, value]) => value === true).map(([name]) => name)),
      values: new Map(entries.filter((entry): entry is [Name, string] => typeof entry[1] === "string")),
      lists: new Map(
        entries
          .filter((entry): entry is [Name, string[]] => Array.isArray(entry[1]))
          .map(([name, list]) => [name, list]),
      ),
      words: positionals,
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new StudioError("CommandUsageError", error.message, `See ${line.usage.replace(/ \[.*/, "")} -- --help`);
  }
}

/** The text of `--help`: usage, what the command does, one line an option. */
export function helpText(line: CommandLine<string>): string {
  const options: [string, CommandOption][] = [...Object.entries(line.options), ["help", { help: "print this" }]];
  const heads = options.map(([name, { value }]) => `  --${name}${value === undefined ? "" : ` ${value}`}`);
  const width = Math.max(...heads.map((head) => head.length)) + 2;
  const lines = options.map(([, option], position) => `${(heads[position] ?? "").padEnd(width)}${option.help}`);
  return [line.usage, "", line.summary, "", ...lines].join("\n");
}

/** Reads a whole number between two bounds. */
export function readWholeNumber(name: string, text: string, bounds: readonly [number, number]): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= bounds[0] && number <= bounds[1]) return number;
  throw new StudioError(
    "CommandUsageError",
    `--${name} must be a whole number from ${bounds[0]} to ${bounds[1]}; found "${text}"`,
    `For example: --${name} ${bounds[0]}`,
  );
}

/** Runs a command: its number is the exit status; an expected failure is told in words, a bug with its stack. */
export function runCommand(command: (args: readonly string[]) => Promise<number>): void {
  command(process.argv.slice(2)).then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      console.error(isStudioError(error) ? `\n${error.message}\n${error.hint}` : error);
      process.exitCode = 1;
    },
  );
}
