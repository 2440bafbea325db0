import type { InputSize } from "../image/orientImage";

/** Sides that a network takes; null for one that is free. */
export interface FixedSize {
  readonly height: number | null;
  readonly width: number | null;
}

const readAsBytes = 2;

/**
 * The size of a network's first input, from the bytes of its ONNX file: read without the engine that runs it, so that views of
 * another size can be refused at once.
 *
 * @param model protocol-buffer bytes of an ONNX `ModelProto`
 * @returns free sides where the file says nothing, or is not of this form
 * @see onnx.proto3: ModelProto.graph 7, GraphProto.input 11, ValueInfoProto.type 2, TypeProto.tensor_type 1, Tensor.shape 2,
 * TensorShapeProto.dim 1, Dimension.dim_value 1
 */
export function modelInputSize(model: Uint8Array): FixedSize {
  const path = [7, 11, 2, 1, 2];
  const shape = path.reduce<Uint8Array | undefined>(
    (message, field) => message && messagesOf(message, field)[0],
    model,
  );
  if (shape === undefined) return { height: null, width: null };
  const [, , height, width] = messagesOf(shape, 1);
  return { height: sideOf(height), width: sideOf(width) };
}

/** Whether a network takes pictures of a size. */
export function takesSize(fixed: FixedSize, { height, width }: InputSize): boolean {
  return (fixed.height ?? height) === height && (fixed.width ?? width) === width;
}

function sideOf(dimension: Uint8Array | undefined): number | null {
  if (dimension === undefined) return null;
  for (const { field, value } of fieldsOf(dimension)) if (field === 1 && typeof value === "number") return value;
  return null;
}

function messagesOf(message: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const { field, value } of fieldsOf(message)) {
    if (field === wanted && typeof value !== "number") found.push(value);
  }
  return found;
}

interface Field {
  readonly field: number;
  /** Bytes of what has a length, else a number; what is of fixed width is passed over as 0. */
  readonly value: Uint8Array | number;
}

function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0;
  const number = (): number => {
    let [value, factor] = [0, 1];
    while (at < message.length) {
      const byte = message[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    return value;
  };
  const widths = new Map([
    [1, 8],
    [5, 4],
  ]);
  while (at < message.length) {
    const key = number();
    const [field, wire] = [Math.floor(key / 8), key % 8];
    if (wire === 0) yield { field, value: number() };
    else if (wire === readAsBytes) {
      const length = number();
      yield { field, value: message.subarray(at, at + length) };
      at += length;
    } else {
      const width = widths.get(wire);
      if (width === undefined) return; // no protocol buffer
      at += width;
      yield { field, value: 0 };
    }
  }
}
