import type { AdapterFacts } from "../../core/device/deviceFacts";
import { isStudioError, StudioError } from "../../core/errors";
import { findAdapter } from "./adapter";

/** How long a lost device may take to say so after its work has failed. */
const lossReportMs = 500;

/** A GPU device of ours, with its end made visible: WebGPU itself drops work on a lost device without an error. */
export class WebgpuDevice {
  readonly #lost: Promise<never>;
  #fault: string | null = null;

  constructor(
    readonly device: GPUDevice,
    readonly adapter: AdapterFacts,
  ) {
    this.#lost = device.lost.then(({ reason, message }) => {
      throw new StudioError(
        "DeviceLostError",
        `expected the GPU "${adapter.name}" to stay; it was lost (${reason}: ${message || "no reason given"})`,
        "The search is repeated on a new device. If it happens again, choose the WASM backend in the settings.",
      );
    });
    // Nobody may be waiting when it is lost; the next `finish` reports it.
    this.#lost.catch(() => undefined);
    device.addEventListener("uncapturederror", ({ error }) => (this.#fault ??= error.message));
  }

  /**
   * Waits for work of the device.
   *
   * @throws StudioError DeviceLostError where the device is lost before or meanwhile
   * @throws Error for a validation fault, which is a bug of ours
   */
  async finish<Value>(work: Promise<Value>): Promise<Value> {
    try {
      const value = await Promise.race([this.#lost, work]);
      if (this.#fault !== null) throw new Error(`WebGPU refused a command: ${this.#fault}`);
      return value;
    } catch (error) {
      if (isStudioError(error)) throw error;
      // Pending work may fail just before the loss is announced; the loss is the better answer.
      await Promise.race([this.#lost, new Promise((resolve) => setTimeout(resolve, lossReportMs))]);
      throw error;
    }
  }

  /**
   * Creates buffers and what fills them.
   *
   * @throws StudioError WebgpuUnavailableError where the GPU's memory does not suffice
   */
  async allocate<Value extends object>(sizeBytes: number, create: () => Value): Promise<Value> {
    const refuse = (reason: string) =>
      new StudioError(
        "WebgpuUnavailableError",
        `expected ${Math.ceil(sizeBytes / 2 ** 20)} MiB of GPU memory on "${this.adapter.name}"; ${reason}`,
        "Choose the WASM backend in the settings, or close other pages that use the GPU.",
      );
    this.device.pushErrorScope("out-of-memory");
    let created: Value | RangeError;
    try {
      created = create();
    } catch (error) {
      // Buffers that are mapped at creation run out of memory here, all others in the scope.
      if (!(error instanceof RangeError)) throw error;
      created = error;
    }
    const refused = await this.finish(this.device.popErrorScope());
    if (created instanceof RangeError) throw refuse(created.message);
    if (refused !== null) throw refuse(refused.message);
    return created;
  }

  destroy(): void {
    this.device.destroy();
  }
}

/**
 * Opens a device with the adapter's own limits for buffers, and nothing optional.
 *
 * @param allowSoftware whether an adapter that runs on the processor will do; it is slower than WASM, so only who asked for WebGPU wants it
 * @throws StudioError WebgpuUnavailableError where there is no WebGPU, no adapter, only a software adapter, or no device
 */
export async function openDevice(allowSoftware: boolean): Promise<WebgpuDevice> {
  const found = await findAdapter();
  if (found === null) throw unavailable("the browser offers none");
  const { adapter, facts } = found;
  if (facts.isSoftware && !allowSoftware) {
    throw unavailable(`found only the software adapter "${facts.name}", which is slower than WASM`);
  }
  const { maxBufferSize, maxStorageBufferBindingSize } = facts.limits;
  try {
    const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
    return new WebgpuDevice(device, facts);
  } catch (error) {
    throw unavailable(`the adapter "${facts.name}" gave no device: ${error instanceof Error ? error.message : "?"}`);
  }
}

function unavailable(found: string): StudioError {
  return new StudioError(
    "WebgpuUnavailableError",
    `expected a WebGPU adapter; ${found}`,
    "The GPU check page says what to set in this browser. Everything works without WebGPU, on WASM.",
  );
}
