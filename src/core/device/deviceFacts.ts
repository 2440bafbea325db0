/** A GPU as WebGPU offers it. Empty strings are what a browser does not tell. */
export interface AdapterFacts {
  /** What a person reads, as in the status line. */
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Only Chromium tells it, with its flag for WebGPU developer features. */
  readonly driver: string;
  /** Runs on the processor, and is slower there than WASM. */
  readonly isSoftware: boolean;
  readonly limits: {
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
    readonly maxStorageBuffersPerShaderStage: number;
    readonly maxComputeWorkgroupStorageSize: number;
    readonly maxComputeInvocationsPerWorkgroup: number;
  };
  /** Optional features by their WebGPU names, sorted. */
  readonly features: readonly string[];
}

/** Name and major version; version 0 where the user agent does not say. */
export interface BrowserFacts {
  readonly family: "chromium" | "firefox" | "safari" | "other";
  readonly name: string;
  readonly version: number;
  readonly system: "linux" | "windows" | "macos" | "ios" | "android" | "chromeos" | "other";
}

/** What this machine and browser offer to the studio, seen from a worker, where the work is done. */
export interface DeviceFacts {
  readonly browser: BrowserFacts;
  readonly userAgent: string;
  readonly isSecureContext: boolean;
  /** Cross-origin isolated: threads may share memory. */
  readonly isIsolated: boolean;
  /** Logical processors. */
  readonly hardwareThreads: number;
  readonly webgpu: {
    /** Whether the browser has `navigator.gpu` at all. */
    readonly isPresent: boolean;
    /** Distinct adapters, the one that would be used first. */
    readonly adapters: readonly AdapterFacts[];
    /** WGSL language features, sorted. */
    readonly languageFeatures: readonly string[];
    /** Why asking for an adapter failed, where it threw. */
    readonly failure: string | null;
  };
  /** The GPU as WebGL names it, which is often known where WebGPU offers none; null without WebGL. */
  readonly webglRenderer: string | null;
  readonly wasm: { readonly hasSimd: boolean; readonly hasRelaxedSimd: boolean; readonly hasThreads: boolean };
  readonly storage: {
    /** The origin's private file system with synchronous access, for galleries larger than memory. */
    readonly hasPrivateFiles: boolean;
    readonly usedBytes: number | null;
    readonly quotaBytes: number | null;
  };
}
