// The few functions that numpy's own pickles call by name, each written out here.
import { bytesOfLatin1, PickleFault, safeInteger } from "./pickleReader";

/** A numpy array of numbers or booleans: values in C order. */
export interface NumpyArray {
  readonly kind: "numpy";
  /** Lengths along each axis; [] for a single value. */
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A function that a pickle may name. */
export interface PickledCallable {
  readonly callable: string;
  /** What the function returns for these arguments. @throws PickleFault if they are not as numpy writes them */
  readonly make: (values: readonly unknown[]) => unknown;
}

/** A numpy data type before and after its byte order is known. */
interface DataType {
  readonly kind: "dtype";
  readonly name: string;
  readonly order: "<" | ">" | "|";
}

/** Stands where numpy makes an empty array first and fills it afterwards. */
interface UnfilledArray {
  readonly kind: "unfilled";
}

/**
 * The function that a pickle names; null where it is none of numpy's own constructors.
 *
 * Known are numpy's `_reconstruct`, `scalar`, `dtype` and `ndarray` (under the module names of numpy 1 and 2), Python's
 * `_codecs.encode` by latin-1, and `bytes` without arguments, which is how empty data is written.
 */
export function findPickledCallable(module: string, name: string): PickledCallable | null {
  return callables.get(`${module}.${name}`) ?? null;
}

/** Whether a value of a pickle's stack is a function and not data. */
export function isPickledCallable(value: unknown): value is PickledCallable {
  return typeof value === "object" && value !== null && "make" in value;
}

/** Whether a value of a pickle is a numpy array. */
export function isNumpyArray(value: unknown): value is NumpyArray {
  return hasKind(value, "numpy");
}

/** Whether a value is data, neither a function nor a part of an array that is not yet made. */
export function isPickledData(value: unknown): boolean {
  return !isPickledCallable(value) && !hasKind(value, "dtype") && !hasKind(value, "unfilled");
}

/** The object that a pickle's BUILD instruction makes of an unfinished one and its state. @throws PickleFault */
export function buildPickled(value: unknown, state: unknown): unknown {
  if (!Array.isArray(state)) throw new PickleFault("an object's state is no tuple");
  if (hasKind(value, "dtype")) return withOrder(value as DataType, state);
  if (hasKind(value, "unfilled")) return filledArray(state);
  throw new PickleFault("only numpy arrays and data types take a state");
}

function hasKind(value: unknown, kind: string): boolean {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}

function makeDataType([name]: readonly unknown[]): DataType {
  if (typeof name !== "string") throw new PickleFault("a numpy data type has no name");
  return { kind: "dtype", name, order: "|" };
}

function withOrder(type: DataType, [, order]: readonly unknown[]): DataType {
  if (order !== "<" && order !== ">" && order !== "|")
    throw new PickleFault(`the byte order ${String(order)} is unknown`);
  return { ...type, order };
}

/** State of an array: version, shape, data type, whether in Fortran's order, data. */
function filledArray([, shape, type, isFortran, data]: readonly unknown[]): NumpyArray {
  if (!Array.isArray(shape) || !shape.every((length): length is number => typeof length === "number")) {
    throw new PickleFault("a numpy array has no shape");
  }
  if (isFortran !== false && isFortran !== 0 && shape.length > 1)
    throw new PickleFault("a numpy array lies in Fortran's order");
  const count = shape.reduce((product, length) => product * length, 1);
  const values = valuesOf(type, data);
  if (values.length !== count)
    throw new PickleFault(`a numpy array of shape ${shape.join(" × ")} has ${values.length} values`);
  return { kind: "numpy", shape, values };
}

function makeScalar([type, data]: readonly unknown[]): number | boolean {
  const [value = NaN, ...more] = valuesOf(type, data);
  if (more.length > 0) throw new PickleFault("a numpy scalar holds several values");
  return (type as DataType).name === "b1" ? value !== 0 : value;
}

function valuesOf(type: unknown, data: unknown): number[] {
  if (!hasKind(type, "dtype")) throw new PickleFault("a numpy array has no data type");
  const { name, order } = type as DataType;
  const reading = readings.get(name);
  if (reading === undefined)
    throw new PickleFault(`numpy's data type ${name} is none of ${[...readings.keys()].join(", ")}`);
  const bytes = typeof data === "string" ? bytesOfLatin1(data) : data;
  if (!(bytes instanceof Uint8Array)) throw new PickleFault("a numpy array's data are no bytes");
  const { size, read } = reading;
  if (bytes.length % size !== 0) throw new PickleFault(`${bytes.length} bytes do not hold values of ${size} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / size }, (_, i) => read(view, i * size, order !== ">"));
}

interface Reading {
  readonly size: number;
  readonly read: (view: DataView, at: number, isLittle: boolean) => number;
}

const readings: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ["b1", { size: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) }],
  ["i1", { size: 1, read: (view, at) => view.getInt8(at) }],
  ["u1", { size: 1, read: (view, at) => view.getUint8(at) }],
  ["i2", { size: 2, read: (view, at, isLittle) => view.getInt16(at, isLittle) }],
  ["u2", { size: 2, read: (view, at, isLittle) => view.getUint16(at, isLittle) }],
  ["i4", { size: 4, read: (view, at, isLittle) => view.getInt32(at, isLittle) }],
  ["u4", { size: 4, read: (view, at, isLittle) => view.getUint32(at, isLittle) }],
  ["i8", { size: 8, read: (view, at, isLittle) => safeInteger(view.getBigInt64(at, isLittle)) }],
  ["u8", { size: 8, read: (view, at, isLittle) => safeInteger(view.getBigUint64(at, isLittle)) }],
  ["f4", { size: 4, read: (view, at, isLittle) => view.getFloat32(at, isLittle) }],
  ["f8", { size: 8, read: (view, at, isLittle) => view.getFloat64(at, isLittle) }],
]);

function encodeLatin1([text, encoding]: readonly unknown[]): Uint8Array<ArrayBuffer> {
  if (typeof text !== "string" || encoding !== "latin1")
    throw new PickleFault("bytes are written in another code than latin1");
  return bytesOfLatin1(text);
}

function emptyBytes(values: readonly unknown[]): Uint8Array<ArrayBuffer> {
  if (values.length > 0) throw new PickleFault("bytes are made from arguments");
  return new Uint8Array();
}

function notCalled(): never {
  throw new PickleFault("numpy.ndarray is called, which numpy's own pickles never do");
}

const callables: ReadonlyMap<string, PickledCallable> = new Map(
  (
    [
      ["numpy.ndarray", notCalled],
      ["numpy.dtype", makeDataType],
      ...["numpy.core.multiarray", "numpy._core.multiarray"].flatMap((module) => [
        [`${module}._reconstruct`, (): UnfilledArray => ({ kind: "unfilled" })] as const,
        [`${module}.scalar`, makeScalar] as const,
      ]),
      ["_codecs.encode", encodeLatin1],
      ["builtins.bytes", emptyBytes],
      ["__builtin__.bytes", emptyBytes],
    ] as const
  ).map(([callable, make]) => [callable, { callable, make }]),
);
