// Reads the data in a Python pickle. A pickle is a program for a small stack machine, and calling functions by name is part
// of its language; here only the instructions that build data exist, so nothing in a file can be run.
import { StudioError } from "../errors";
import { buildPickled, findPickledCallable, isPickledCallable, isPickledData, type NumpyArray } from "./pickledNumpy";
import { PickleFault, PickleReader } from "./pickleReader";

/** What a pickle may hold. Lists and tuples are arrays, dictionaries are maps. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array<ArrayBuffer>
  | NumpyArray
  | readonly PickleValue[]
  | ReadonlyMap<PickleValue, PickleValue>;

/**
 * Reads a pickle of protocol 0 to 4 that holds only data: None, booleans, numbers, texts, bytes, lists, tuples,
 * dictionaries, and numpy arrays and scalars of numbers. Python 2's byte strings are read as latin-1.
 *
 * @param name what to call the file in a message
 * @returns arrays for lists and tuples, maps for dictionaries
 * @throws StudioError ImportFormatError if it is damaged, calls anything else than numpy's own constructors, or holds an
 *   integer that a double cannot hold
 * @see PEP 3154, and CPython's pickletools for the instructions
 */
export function readPickle(bytes: Uint8Array<ArrayBuffer>, name: string): PickleValue {
  try {
    return new PickleMachine(new PickleReader(bytes)).run();
  } catch (thrown) {
    if (!(thrown instanceof PickleFault)) throw thrown;
    throw new StudioError(
      "ImportFormatError",
      `${name} cannot be read as a pickle of plain data: ${thrown.message}`,
      "Only lists, dictionaries, numbers, texts and numpy arrays are read from a pickle. Save the same data as JSON instead.",
    );
  }
}

class PickleMachine {
  /** Data, or one of numpy's functions on its way to being called. */
  readonly stack: unknown[] = [];
  /** Where the stack stood at each open mark. */
  readonly marks: number[] = [];
  readonly memo = new Map<number, unknown>();

  constructor(readonly reader: PickleReader) {}

  run(): PickleValue {
    for (;;) {
      const { at } = this.reader;
      const code = String.fromCharCode(this.reader.byte());
      if (code === ".") return checkedData(this.pop());
      const instruction = instructions.get(code);
      if (instruction === undefined) {
        const shown = code.charCodeAt(0).toString(16).padStart(2, "0");
        throw new PickleFault(`the instruction 0x${shown} at byte ${at} does not build plain data`);
      }
      instruction(this);
    }
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new PickleFault("it takes a value that is not there");
    return this.stack.pop();
  }

  popToMark(): unknown[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw new PickleFault("it asks for a mark that is not there");
    return this.stack.splice(mark);
  }

  top(): unknown {
    if (this.stack.length === 0) throw new PickleFault("it asks for a value that is not there");
    return this.stack.at(-1);
  }

  append(values: readonly unknown[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new PickleFault("it appends to what is no list");
    for (const value of values) list.push(asData(value));
  }

  setItems(pairs: readonly unknown[]): void {
    const dictionary = this.top();
    if (!(dictionary instanceof Map)) throw new PickleFault("it sets keys of what is no dictionary");
    if (pairs.length % 2 !== 0) throw new PickleFault("a key has no value");
    for (let i = 0; i < pairs.length; i += 2) dictionary.set(asData(pairs[i]), asData(pairs[i + 1]));
  }

  pushTuple(length: number): void {
    this.push(Array.from({ length }, () => this.pop()).reverse());
  }

  remember(key: number): void {
    this.memo.set(key, this.top());
  }

  recall(key: number): void {
    if (!this.memo.has(key)) throw new PickleFault(`nothing was remembered as ${key}`);
    this.push(this.memo.get(key));
  }

  pushCallable(module: unknown, name: unknown): void {
    const callable = typeof module === "string" && typeof name === "string" ? findPickledCallable(module, name) : null;
    if (callable === null) {
      throw new PickleFault(`it names ${String(module)}.${String(name)}, and nothing but numpy's own arrays is known`);
    }
    this.push(callable);
  }

  reduce(): void {
    const values = this.pop();
    const callable = this.pop();
    if (!isPickledCallable(callable) || !Array.isArray(values)) throw new PickleFault("it calls what is no function");
    this.push(callable.make(values));
  }

  /** What was remembered of the unfinished object must be the finished one. */
  build(): void {
    const state = this.pop();
    const unfinished = this.pop();
    const finished = buildPickled(unfinished, state);
    for (const [key, value] of this.memo) if (value === unfinished) this.memo.set(key, finished);
    this.push(finished);
  }
}

function asData(value: unknown): PickleValue {
  if (!isPickledData(value)) throw new PickleFault("a function or an unfinished array stands where data should be");
  return value as PickleValue;
}

/** Tuples are also the arguments of functions, so what lies in them is looked at when all is built. */
function checkedData(root: unknown): PickleValue {
  const seen = new Set<unknown>([root]);
  for (const value of seen) {
    asData(value);
    const parts: Iterable<unknown> = Array.isArray(value)
      ? value
      : value instanceof Map
        ? [...value.keys(), ...value.values()]
        : [];
    for (const part of parts) seen.add(part);
  }
  return root as PickleValue;
}

type Instruction = (machine: PickleMachine) => void;

/** An instruction that pushes what it reads. */
function pushes(read: (reader: PickleReader) => unknown): Instruction {
  return (machine) => machine.push(read(machine.reader));
}

const numberInstructions: Readonly<Record<string, Instruction>> = {
  N: pushes(() => null),
  "\x88": pushes(() => true),
  "\x89": pushes(() => false),
  I: pushes((reader) => reader.decimalOrBoolean()),
  J: pushes((reader) => reader.int32()),
  K: pushes((reader) => reader.byte()),
  M: pushes((reader) => reader.uint(2)),
  L: pushes((reader) => reader.decimal()),
  "\x8a": pushes((reader) => reader.long(reader.byte())),
  "\x8b": pushes((reader) => reader.long(reader.int32())),
  F: pushes((reader) => reader.decimalFloat()),
  G: pushes((reader) => reader.float64()),
};

const textInstructions: Readonly<Record<string, Instruction>> = {
  S: pushes((reader) => reader.quotedLine()),
  T: pushes((reader) => reader.latin1(reader.int32())),
  U: pushes((reader) => reader.latin1(reader.byte())),
  V: pushes((reader) => reader.escapedLine()),
  X: pushes((reader) => reader.utf8(reader.uint(4))),
  "\x8c": pushes((reader) => reader.utf8(reader.byte())),
  "\x8d": pushes((reader) => reader.utf8(reader.uint64())),
  B: pushes((reader) => reader.bytes(reader.uint(4))),
  C: pushes((reader) => reader.bytes(reader.byte())),
  "\x8e": pushes((reader) => reader.bytes(reader.uint64())),
};

const collectionInstructions: Readonly<Record<string, Instruction>> = {
  "]": pushes(() => []),
  a: (machine) => machine.append([machine.pop()]),
  e: (machine) => machine.append(machine.popToMark()),
  l: (machine) => machine.push(machine.popToMark().map(asData)),
  ")": pushes(() => []),
  t: (machine) => machine.push(machine.popToMark()),
  "\x85": (machine) => machine.pushTuple(1),
  "\x86": (machine) => machine.pushTuple(2),
  "\x87": (machine) => machine.pushTuple(3),
  "}": pushes(() => new Map()),
  d: (machine) => {
    const pairs = machine.popToMark();
    machine.push(new Map());
    machine.setItems(pairs);
  },
  s: (machine) => {
    const value = machine.pop();
    machine.setItems([machine.pop(), value]);
  },
  u: (machine) => machine.setItems(machine.popToMark()),
};

const machineInstructions: Readonly<Record<string, Instruction>> = {
  "\x80": ({ reader }) => {
    const protocol = reader.byte();
    if (protocol > 4) throw new PickleFault(`expected protocol 0 to 4, found ${protocol}`);
  },
  // A frame's length only helps readers that fetch ahead.
  "\x95": ({ reader }) => void reader.bytes(8),
  "(": ({ marks, stack }) => void marks.push(stack.length),
  "0": (machine) => void machine.pop(),
  "1": (machine) => void machine.popToMark(),
  "2": (machine) => machine.push(machine.top()),
  p: (machine) => machine.remember(machine.reader.decimal()),
  q: (machine) => machine.remember(machine.reader.byte()),
  r: (machine) => machine.remember(machine.reader.uint(4)),
  "\x94": (machine) => machine.remember(machine.memo.size),
  g: (machine) => machine.recall(machine.reader.decimal()),
  h: (machine) => machine.recall(machine.reader.byte()),
  j: (machine) => machine.recall(machine.reader.uint(4)),
  c: (machine) => machine.pushCallable(machine.reader.line(), machine.reader.line()),
  "\x93": (machine) => {
    const name = machine.pop();
    machine.pushCallable(machine.pop(), name);
  },
  R: (machine) => machine.reduce(),
  b: (machine) => machine.build(),
};

/** Every instruction that is understood, by its byte; a file with any other is refused. */
const instructions: ReadonlyMap<string, Instruction> = new Map(
  [numberInstructions, textInstructions, collectionInstructions, machineInstructions].flatMap((each) =>
    Object.entries(each),
  ),
);
