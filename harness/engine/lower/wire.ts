/** ONNX's wire format, through the published `onnx-proto` package. */
import type { onnx as Onnx } from "onnx-proto";
import type { DType, HostTensor, Shape, Storage } from "../tensors.ts";
import { requireFromEngine } from "../tfjs.ts";

const { onnx } = requireFromEngine("onnx-proto") as { onnx: typeof Onnx };

export type OnnxElementType = DType | Storage | "int64" | "float64";
export type AttributeValue = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly type: string;
  readonly domain: "" | "com.microsoft";
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxElementType;
  /** Named extents are known only at run time. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxInitializer extends OnnxValue {
  readonly shape: Shape;
  readonly data: HostTensor["data"] | BigInt64Array | Float64Array;
}

export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const elementTypes: Readonly<Record<OnnxElementType, number>> = {
  float32: onnx.TensorProto.DataType.FLOAT,
  int32: onnx.TensorProto.DataType.INT32,
  int64: onnx.TensorProto.DataType.INT64,
  bool: onnx.TensorProto.DataType.BOOL,
  float64: onnx.TensorProto.DataType.DOUBLE,
  float16: onnx.TensorProto.DataType.FLOAT16,
};

/** ONNX's number of an element type, as `Cast` takes it. */
export function elementType(type: OnnxElementType): number {
  return elementTypes[type];
}

/** The bytes of a model: IR version 8, opset 21 and com.microsoft 1. */
export function encode(model: OnnxModel): Uint8Array {
  const message = onnx.ModelProto.create({
    irVersion: 8,
    producerName: "collapse-bench",
    opsetImport: [
      { domain: "", version: 21 },
      { domain: "com.microsoft", version: 1 },
    ],
    graph: {
      name: model.name,
      node: model.nodes.map(nodeProto),
      initializer: model.initializers.map(({ name, type, shape, data }) => ({
        name,
        dims: [...shape],
        dataType: elementTypes[type],
        rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      })),
      input: model.inputs.map(valueProto),
      output: model.outputs.map(valueProto),
    },
  });
  return onnx.ModelProto.encode(message).finish();
}

function nodeProto(node: OnnxNode, index: number): Onnx.INodeProto {
  return {
    name: `${node.type}_${index}`,
    opType: node.type,
    domain: node.domain,
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.entries(node.attributes).map(([name, value]) => attributeProto(name, value)),
  };
}

function attributeProto(name: string, value: AttributeValue): Onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === "number") return { name, type: AttributeType.INT, i: value };
  if (typeof value === "string") return { name, type: AttributeType.STRING, s: Buffer.from(value) };
  if ("float" in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: [...value] };
}

function valueProto({ name, type, shape }: OnnxValue): Onnx.IValueInfoProto {
  const dim = shape.map((extent) =>
    typeof extent === "number" ? { dimValue: extent } : { dimParam: extent },
  );
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}
