import type { AdapterFacts } from "../../core/device/deviceFacts";
import { describeAdapter } from "../webgpu/adapter";

/** The adapter that onnxruntime-web will be given as well; null where the browser offers none. */
export async function readAdapter(): Promise<Pick<AdapterFacts, "name" | "isSoftware"> | null> {
  // `gpu` is missing in browsers without WebGPU and in insecure contexts, whatever the types say.
  const gpu = (navigator as Partial<Navigator>).gpu;
  const adapter = (await gpu?.requestAdapter({ powerPreference: "high-performance" })) ?? null;
  return adapter === null ? null : describeAdapter(adapter);
}
