/** The Llama family written plainly in float64, one position and one head at a time, to compare with. */
import type { WrittenModel } from "./llama-folder.ts";

type Vector = readonly number[];

/** Scores before the softmax for each position of `symbols`: `[length][vocabulary]`. */
export function referenceLogits(model: WrittenModel, symbols: readonly number[]): Vector[] {
  const layers = Array.from(
    { length: number(model, "num_hidden_layers") },
    (_, layer) => `model.layers.${layer}`,
  );
  let states = symbols.map((symbol) => row(model, "model.embed_tokens.weight", symbol));
  for (const layer of layers) {
    const normal = states.map((state) => norm(model, `${layer}.input_layernorm.weight`, state));
    const mixed = attention(model, `${layer}.self_attn`, normal);
    states = states.map((state, place) => add(state, mixed[place]!));
    states = states.map((state) =>
      add(state, feedForward(model, layer, norm(model, `${layer}.post_attention_layernorm.weight`, state))),
    );
  }
  const output = model.config["tie_word_embeddings"] ? "model.embed_tokens.weight" : "lm_head.weight";
  return states.map((state) => product(model, output, norm(model, "model.norm.weight", state)));
}

/** Natural log-probability of `symbol` under `logits`. */
export function logProbability(logits: Vector, symbol: number): number {
  const top = Math.max(...logits);
  return logits[symbol]! - top - Math.log(logits.reduce((sum, score) => sum + Math.exp(score - top), 0));
}

function attention(model: WrittenModel, name: string, inputs: readonly Vector[]): Vector[] {
  const heads = number(model, "num_attention_heads");
  const shared = heads / number(model, "num_key_value_heads");
  const depth = inputs[0]!.length / heads;
  const project = (part: string, turn: boolean) =>
    inputs.map((input, place) => {
      const whole = withBias(model, `${name}.${part}`, product(model, `${name}.${part}.weight`, input));
      const parts = Array.from({ length: whole.length / depth }, (_, head) =>
        whole.slice(head * depth, (head + 1) * depth),
      );
      return turn ? parts.map((part) => turned(model, part, place)) : parts;
    });
  const [queries, keys, values] = [
    project("q_proj", true),
    project("k_proj", true),
    project("v_proj", false),
  ];
  return queries.map((own, place) => {
    const mixed = own.flatMap((query, head) => {
      const group = Math.floor(head / shared);
      const scores = keys.slice(0, place + 1).map((key) => dot(query, key[group]!) / Math.sqrt(depth));
      const shares = scores.map((_, past) => Math.exp(logProbability(scores, past)));
      return Array.from({ length: depth }, (_, at) =>
        shares.reduce((sum, share, past) => sum + share * values[past]![group]![at]!, 0),
      );
    });
    return product(model, `${name}.o_proj.weight`, mixed);
  });
}

function feedForward(model: WrittenModel, layer: string, input: Vector): Vector {
  const up = product(model, `${layer}.mlp.up_proj.weight`, input);
  const gate = product(model, `${layer}.mlp.gate_proj.weight`, input);
  const inner = up.map((value, at) => (value * gate[at]!) / (1 + Math.exp(-gate[at]!)));
  return product(model, `${layer}.mlp.down_proj.weight`, inner);
}

/** Halves of a head are real and imaginary parts, multiplied by e^(i·position·frequency). */
function turned(model: WrittenModel, head: Vector, position: number): Vector {
  const pairs = head.length / 2;
  const angle = (pair: number) => position * frequency(model, pair / pairs);
  return head.map((value, at) => {
    const pair = at % pairs;
    const [sine, cosine] = [Math.sin(angle(pair)), Math.cos(angle(pair))];
    return at < pairs ? value * cosine - head[at + pairs]! * sine : value * cosine + head[pair]! * sine;
  });
}

function frequency(model: WrittenModel, exponent: number): number {
  const plain = number(model, "rope_theta") ** -exponent;
  const scaling = model.config["rope_scaling"] as Record<string, number | string> | undefined;
  if (scaling === undefined) return plain;
  const field = (name: string) => scaling[name] as number;
  const stretchedFully = plain / field("factor");
  if (scaling["rope_type"] === "linear" || scaling["type"] === "linear") return stretchedFully;
  const wavelength = (2 * Math.PI) / plain;
  const original = field("original_max_position_embeddings");
  if (wavelength < original / field("high_freq_factor")) return plain;
  if (wavelength > original / field("low_freq_factor")) return stretchedFully;
  const smooth =
    (original / wavelength - field("low_freq_factor")) /
    (field("high_freq_factor") - field("low_freq_factor"));
  return (1 - smooth) * stretchedFully + smooth * plain;
}

function norm(model: WrittenModel, name: string, x: Vector): Vector {
  const size = Math.sqrt(dot(x, x) / x.length + number(model, "rms_norm_eps"));
  return x.map((value, at) => (value / size) * model.tensors.get(name)!.values[at]!);
}

function product(model: WrittenModel, name: string, x: Vector): Vector {
  return Array.from({ length: model.tensors.get(name)!.shape[0]! }, (_, out) =>
    dot(row(model, name, out), x),
  );
}

function withBias(model: WrittenModel, name: string, x: Vector): Vector {
  const bias = model.tensors.get(`${name}.bias`);
  return bias === undefined ? x : x.map((value, at) => value + bias.values[at]!);
}

function row(model: WrittenModel, name: string, place: number): Vector {
  const { shape, values } = model.tensors.get(name)!;
  return [...values.subarray(place * shape[1]!, (place + 1) * shape[1]!)];
}

function number(model: WrittenModel, field: string): number {
  return model.config[field] as number;
}

function dot(a: Vector, b: Vector): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}

function add(a: Vector, b: Vector): Vector {
  return a.map((value, at) => value + b[at]!);
}
