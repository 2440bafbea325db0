import type { AdapterFacts } from "../../core/device/deviceFacts";

// Names by which software implementations of Vulkan, Direct3D and OpenGL call themselves.
const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i;

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
