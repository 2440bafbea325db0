import { joinBytes, type ProtobufField, readFields, textOf, writeField, writeNumber } from "./protobufFields";

// Field numbers of onnx.proto.
const modelGraph = 7;
const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const node = { input: 1, output: 2, operator: 4 } as const;
const initializerName = 8;
const valueName = 1;
const float32 = 1;

interface Node {
  readonly field: ProtobufField;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly operator: string;
}

/**
 * The part of a model that lies between its feature map and its embedding, as a model of its own: pooling and neck. Its
 * nodes and weights are copied as they stand; its one input takes maps [B, C, h, w] of any h and w.
 *
 * @param model a checkpoint's model.onnx
 * @returns the model's bytes and its input's name; null where the embedding is not made from the feature map alone
 */
export function cutHead(
  model: Uint8Array,
  names: { readonly map: string; readonly embedding: string },
): { readonly model: Uint8Array<ArrayBuffer>; readonly input: string } | null {
  const modelFields = readFields(model);
  const graphField = modelFields.find(({ number }) => number === modelGraph);
  if (graphField === undefined) return null;
  const fields = readFields(graphField.content);
  const nodes = fields.filter(({ number }) => number === graph.node).map(readNode);
  const initializers = new Map(
    fields.filter(({ number }) => number === graph.initializer).map((field) => [nameIn(field, initializerName), field]),
  );
  const input = behindIdentities(nodes, names.map);
  const needed = neededFor(names.embedding, { nodes, input, initializers });
  if (needed === null) return null;
  const outputs = fields.filter(
    (field) => field.number === graph.output && nameIn(field, valueName) === names.embedding,
  );
  const cut = joinBytes([
    ...nodes.filter(({ outputs: made }) => made.some((name) => needed.has(name))).map(({ field }) => field.whole),
    writeField(graph.name, "head"),
    ...[...initializers].flatMap(([name, field]) => (needed.has(name) ? [field.whole] : [])),
    writeField(graph.input, describeMaps(input)),
    ...outputs.map(({ whole }) => whole),
  ]);
  const others = modelFields.filter(({ number }) => number !== modelGraph).map(({ whole }) => whole);
  return { model: joinBytes([...others, writeField(modelGraph, cut)]), input };
}

function readNode(field: ProtobufField): Node {
  const parts = readFields(field.content);
  const texts = (number: number) => parts.filter((part) => part.number === number).map(textOf);
  return { field, inputs: texts(node.input), outputs: texts(node.output), operator: texts(node.operator)[0] ?? "" };
}

function nameIn(field: ProtobufField, number: number): string {
  const name = readFields(field.content).find((part) => part.number === number);
  return name === undefined ? "" : textOf(name);
}

/** An output may be a copy of what the pooling reads. */
function behindIdentities(nodes: readonly Node[], name: string): string {
  const maker = nodes.find(({ outputs }) => outputs.includes(name));
  const source = maker?.operator === "Identity" ? maker.inputs[0] : undefined;
  return source === undefined ? name : behindIdentities(nodes, source);
}

/** Every value and weight on the way back from the embedding to the map; null where the way does not end there. */
function neededFor(
  embedding: string,
  { nodes, input, initializers }: { nodes: readonly Node[]; input: string; initializers: ReadonlyMap<string, unknown> },
): ReadonlySet<string> | null {
  const makers = new Map(nodes.flatMap((each) => each.outputs.map((name) => [name, each] as const)));
  const needed = new Set<string>();
  const open = [embedding];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === "" || needed.has(name)) continue; // an optional input that is left out has no name
    needed.add(name);
    if (name === input || initializers.has(name)) continue;
    const maker = makers.get(name);
    if (maker === undefined) return null; // the picture itself: not all goes through the map
    open.push(...maker.inputs);
  }
  if (!needed.delete(input)) return null;
  return needed;
}

/** A ValueInfoProto of float32 maps; a size with a name may be any. */
function describeMaps(name: string): Uint8Array<ArrayBuffer> {
  const shape = joinBytes(["B", "C", "h", "w"].map((size) => writeField(1, writeField(2, size))));
  const tensor = joinBytes([writeNumber(1, float32), writeField(2, shape)]);
  return joinBytes([writeField(valueName, name), writeField(2, writeField(1, tensor))]);
}
