/** A device that runs programs eagerly on the tfjs cpu backend. */
import { createRequire } from "node:module";
import type {
  CompileOptions,
  Device,
  Feeds,
  HostTensor,
  Program,
  Signature,
  Tensor,
} from "../../harness/engine/index.ts";
import { tf } from "../../harness/engine/index.ts";

createRequire(import.meta.url)("@tensorflow/tfjs-backend-cpu");
await tf.setBackend("cpu");
const toTensor = (h: HostTensor) => tf.tensor(h.data as never, [...h.shape], h.dtype as never);
const toHost = (t: Tensor): HostTensor => ({
  dtype: t.dtype as never,
  shape: t.shape,
  data: t.dataSync() as never,
});
export async function openDevice(_name: string, _o?: unknown): Promise<Device> {
  return {
    info: {} as never,
    upload: async (t: HostTensor) =>
      ({ ...t, device: true as const, download: async () => t, dispose: () => {} }) as never,
    compile: async (program: Program, signature: Signature, options: CompileOptions = {}) => {
      const run1 = (feeds: Feeds) => {
        const outs = tf.tidy(
          () =>
            program(
              Object.fromEntries(Object.entries(feeds).map(([k, v]) => [k, toTensor(v as never)])),
            ) as never,
        ) as unknown as Record<string, Tensor>;
        const host: Record<string, HostTensor> = {};
        const device: Record<string, never> = {};
        for (const [k, t] of Object.entries(outs)) {
          const h = toHost(t);
          t.dispose();
          if (options.keep?.includes(k))
            device[k] = { ...h, device: true, download: async () => h, dispose: () => {} } as never;
          else host[k] = h;
        }
        return { host, device };
      };
      const zeros = Object.fromEntries(
        Object.entries(signature).map(([k, s]) => [
          k,
          {
            ...s,
            data:
              s.dtype === "int32"
                ? new Int32Array(s.shape.reduce((a, b) => a * b, 1))
                : new Float32Array(s.shape.reduce((a, b) => a * b, 1)),
          },
        ]),
      );
      const out = run1(zeros as never);
      const outputs = Object.fromEntries(
        [...Object.entries(out.host), ...Object.entries(out.device)].map(([k, v]) => [
          k,
          { shape: (v as HostTensor).shape, dtype: (v as HostTensor).dtype },
        ]),
      );
      return {
        inputs: signature,
        outputs,
        graph: "",
        run: async (feeds: Feeds) => run1(feeds),
        [Symbol.asyncDispose]: async () => {},
      };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
