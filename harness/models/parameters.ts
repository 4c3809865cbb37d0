import type { Device, DeviceTensor, HostTensor, Signature } from "../engine/index.ts";
import type { RandomStream } from "../random/index.ts";
import { adapterParts, isAdapters, isRounded } from "./adapter.ts";
import { checkTransformerConfig, type TransformerConfig } from "./config.ts";

/** A model's parameters: flat, named like `decoder.0.cross.query`; the file format's and the optimizer's view. */
export type Parameters = Readonly<Record<string, HostTensor>>;

/** How one parameter starts: normal with this deviation, or filled with a constant. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: { readonly deviation: number } | { readonly constant: number };
}

/** Every parameter of a transformer, in the order files and optimizers use; throws `model-config`. */
export function transformerParameterSpecs(config: TransformerConfig): ParameterSpec[] {
  checkTransformerConfig(config);
  const { kind, width, vocabulary, sourceLength, targetLength } = config;
  const specs = [normal("embedding", [vocabulary, width], width ** -0.5)];
  if (kind === "encoder-decoder") specs.push(...stack(config, "encoder", config.encoderLayers, sourceLength));
  const decoderLength = kind === "encoder-decoder" ? targetLength : sourceLength + targetLength;
  specs.push(...stack(config, "decoder", config.decoderLayers, decoderLength));
  if (!config.tiedOutput) specs.push(normal("output", [vocabulary, width], width ** -0.5));
  if (config.copy === true) specs.push(...copyHead(width));
  return [...specs, ...adapterSpecs(config)];
}

/** Those that a training changes: all, or an adapter's where there is one. */
export function isTrained(config: TransformerConfig, parameter: string): boolean {
  return config.adapter === undefined || isAdapters(parameter);
}

/** What programs take for a model's parameters; matrices that no training changes are stored as the adapter says. */
export function parameterSignature(config: TransformerConfig): Signature {
  return Object.fromEntries(
    transformerParameterSpecs(config).map(({ name, shape }) => [
      name,
      { shape, dtype: "float32", ...(isRounded(config, name, shape) && { stored: "float16" }) },
    ]),
  );
}

/** A model's parameters on a device, as programs of this signature take them. Throws `not-float16`. */
export async function uploadParameters(
  device: Device,
  signature: Signature,
  parameters: Parameters,
): Promise<Readonly<Record<string, DeviceTensor>>> {
  const held: Record<string, DeviceTensor> = {};
  for (const [name, tensor] of Object.entries(parameters))
    held[name] = await device.upload(tensor, { name, stored: signature[name]?.stored });
  return held;
}

/** A model's parameters with a fresh adapter beside them, which adds nothing yet; as they are where the configuration has none. */
export function withFreshAdapter(
  config: TransformerConfig,
  parameters: Parameters,
  stream: RandomStream,
): Parameters {
  const fresh = adapterSpecs(config).map((spec) => [spec.name, draw(spec, stream.split(spec.name))]);
  return { ...parameters, ...Object.fromEntries(fresh) };
}

/** Fresh parameters, float32; the stream of each is split off by its name, so adding one leaves the others as they are. */
export function initialiseTransformer(config: TransformerConfig, stream: RandomStream): Parameters {
  const specs = transformerParameterSpecs(config);
  return Object.fromEntries(specs.map((spec) => [spec.name, draw(spec, stream.split(spec.name))]));
}

function draw({ shape, start }: ParameterSpec, stream: RandomStream): HostTensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data = new Float32Array(size);
  if ("constant" in start) data.fill(start.constant);
  else for (let index = 0; index < size; index++) data[index] = start.deviation * stream.normal();
  return { dtype: "float32", shape: [...shape], data };
}

function stack(config: TransformerConfig, part: "encoder" | "decoder", layers: number, length: number) {
  const { width, positions, heads, keyValueHeads = heads } = config;
  const projected = width + (2 * keyValueHeads * width) / heads;
  const specs: ParameterSpec[] = [];
  if (positions === "learned") specs.push(normal(`${part}.positions`, [length, width], 1));
  for (let layer = 0; layer < layers; layer++) {
    const name = `${part}.${layer}`;
    const crosses = part === "decoder" && config.kind === "encoder-decoder";
    const residuals = layers * (crosses ? 3 : 2);
    specs.push(...norm(config, `${name}.self.norm`));
    specs.push(linear(`${name}.self.qkv`, width, projected));
    if (config.attentionBias === true)
      specs.push({ name: `${name}.self.qkv.bias`, shape: [projected], start: { constant: 0 } });
    specs.push(linear(`${name}.self.output`, width, width, residuals));
    if (crosses) specs.push(...crossAttention(config, `${name}.cross`, residuals));
    specs.push(...norm(config, `${name}.feedForward.norm`));
    if (config.activation === "swiglu")
      specs.push(linear(`${name}.feedForward.gate`, width, config.feedForward));
    specs.push(linear(`${name}.feedForward.up`, width, config.feedForward));
    specs.push(linear(`${name}.feedForward.down`, config.feedForward, width, residuals));
  }
  return [...specs, ...norm(config, `${part}.norm`)];
}

function crossAttention(config: TransformerConfig, name: string, residuals: number): ParameterSpec[] {
  const { width } = config;
  return [
    ...norm(config, `${name}.norm`),
    linear(`${name}.query`, width, width),
    linear(`${name}.keyValue`, width, 2 * width),
    linear(`${name}.output`, width, width, residuals),
  ];
}

/** A as peft draws it by variance, 1/(3·into); B = 0. */
function adapterSpecs(config: TransformerConfig): ParameterSpec[] {
  return adapterParts(config).flatMap(({ name, into, out }) => {
    const { rank } = config.adapter!;
    return [
      normal(`${name}.a`, [into, rank], (3 * into) ** -0.5),
      { name: `${name}.b`, shape: [rank, out], start: { constant: 0 } },
    ];
  });
}

function copyHead(width: number): ParameterSpec[] {
  return [
    linear("copy.query", width, width),
    linear("copy.key", width, width),
    linear("copy.gate", width, 1),
    { name: "copy.bias", shape: [1], start: { constant: 2 } },
  ];
}

/** Variance 1/fanIn; matrices that write to the residual stream are divided by √residuals (Radford et al., 2019, §2.3). */
function linear(name: string, fanIn: number, fanOut: number, residuals = 1): ParameterSpec {
  return normal(name, [fanIn, fanOut], (fanIn * residuals) ** -0.5);
}

function normal(name: string, shape: readonly number[], deviation: number): ParameterSpec {
  return { name, shape, start: { deviation } };
}

function norm({ width, norm: kind }: TransformerConfig, name: string): ParameterSpec[] {
  const scale: ParameterSpec = { name: `${name}.scale`, shape: [width], start: { constant: 1 } };
  if (kind === "rms") return [scale];
  return [scale, { name: `${name}.shift`, shape: [width], start: { constant: 0 } }];
}
