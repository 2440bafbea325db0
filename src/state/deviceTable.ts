import type { DeviceReport } from "../contracts/deviceReport";

/** One fact of a device report. `isGood` is null where it is neither good nor bad. */
export interface DeviceRow {
  readonly name: string;
  readonly value: string;
  readonly isGood: boolean | null;
}

/** A report as rows of a table, the decisive ones first. */
export function deviceTable(report: DeviceReport): DeviceRow[] {
  const { browser, webgpu, wasm, storage } = report;
  const [adapter] = webgpu.adapters;
  const version = browser.version > 0 ? ` ${browser.version}` : "";
  return [
    fact("Browser", `${browser.name}${version} on ${browser.system}`),
    verdict("WebGPU", webgpu.isPresent, "offered by this browser", "not offered by this browser"),
    ...webgpu.adapters.flatMap((each, at) => adapterRows(each, webgpu.adapters.length > 1 ? ` ${at + 1}` : "")),
    ...(adapter === undefined && webgpu.isPresent
      ? [{ name: "Adapter", value: webgpu.failure ?? "none was given", isGood: false }]
      : []),
    fact("WGSL language features", webgpu.languageFeatures.join(", ") || "none"),
    fact("GPU as WebGL names it", report.webglRenderer ?? "no WebGL"),
    verdict("Cross-origin isolation", report.isIsolated, "on: WASM may use threads", "off: WASM runs on one thread"),
    verdict("Secure context", report.isSecureContext, "yes", "no: WebGPU and storage are switched off"),
    fact("Logical processors", String(report.hardwareThreads)),
    verdict("WASM SIMD", wasm.hasSimd, "yes", "no: searching runs in plain JavaScript"),
    verdict("WASM relaxed SIMD", wasm.hasRelaxedSimd, "yes", "no: the search kernels without it are used"),
    verdict("WASM threads", wasm.hasThreads, "yes", "no"),
    verdict("Private file system", storage.hasPrivateFiles, "yes", "no: large galleries are held in memory"),
    fact("Storage", describeStorage(storage.usedBytes, storage.quotaBytes)),
  ];
}

/** The report as plain text, to be pasted into a bug report. */
export function deviceText(report: DeviceReport): string {
  const rows = deviceTable(report).map(({ name, value }) => `${name}: ${value}`);
  return [...rows, `User agent: ${report.userAgent}`, "", ...report.advice.map((line) => `- ${line}`)].join("\n");
}

function adapterRows(adapter: DeviceReport["webgpu"]["adapters"][number], suffix: string): DeviceRow[] {
  const { name, isSoftware, vendor, architecture, driver, limits, features } = adapter;
  const made = [vendor, architecture, driver].filter((part) => part !== "").join(", ");
  return [
    {
      name: `Adapter${suffix}`,
      value: isSoftware ? `${name} (software: slower than WASM)` : name,
      isGood: !isSoftware,
    },
    ...(made === "" ? [] : [fact(`Vendor, architecture, driver${suffix}`, made)]),
    fact(`Largest buffer${suffix}`, megabytes(limits.maxBufferSize)),
    fact(`Largest storage binding${suffix}`, megabytes(limits.maxStorageBufferBindingSize)),
    fact(`Workgroup memory${suffix}`, `${limits.maxComputeWorkgroupStorageSize} bytes`),
    fact(`Features${suffix}`, features.join(", ") || "none"),
  ];
}

function describeStorage(usedBytes: number | null, quotaBytes: number | null): string {
  if (usedBytes === null || quotaBytes === null) return "this browser does not say";
  return `${megabytes(usedBytes)} used of ${megabytes(quotaBytes)}`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20).toLocaleString("en-US")} MiB`;
}

function fact(name: string, value: string): DeviceRow {
  return { name, value, isGood: null };
}

function verdict(name: string, isGood: boolean, yes: string, no: string): DeviceRow {
  return { name, value: isGood ? yes : no, isGood };
}
