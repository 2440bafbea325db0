import type { AdapterFacts } from "../../core/device/deviceFacts";

// Names by which software implementations of Vulkan, Direct3D and OpenGL call themselves.
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i;

/** An adapter of this browser, and what is known of it. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  readonly facts: AdapterFacts;
}

/** The adapter that the studio uses: the fastest one that the browser offers, which may be software; null where it offers none. */
export async function findAdapter(): Promise<FoundAdapter | null> {
  // `gpu` is missing in browsers without WebGPU and in insecure contexts, whatever the types say.
  const gpu = (navigator as Partial<WorkerNavigator>).gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: "high-performance" });
  return adapter ? { adapter, facts: describeAdapter(adapter) } : null;
}

/** What WebGPU tells of an adapter, with a name for people. */
export function describeAdapter(adapter: GPUAdapter): AdapterFacts {
  const { info, limits } = adapter;
  const { vendor, architecture, device, description } = info;
  const driver = "driver" in info && typeof info.driver === "string" ? info.driver : "";
  const words = [vendor, architecture].filter((word) => word !== "").join(" ");
  return {
    name: description || words || "GPU without a name",
    vendor,
    architecture,
    device,
    description,
    driver,
    // Older browsers leave isFallbackAdapter out, some drivers never set it: the name decides as well.
    isSoftware: info.isFallbackAdapter || softwareNames.test(`${words} ${device} ${description}`),
    limits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
    features: [...adapter.features].sort(),
  };
}
