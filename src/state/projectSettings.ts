import type { BackendChoice, SettingsState } from "./settingsStore";

const backends: readonly BackendChoice[] = ["auto", "webgpu", "wasm", "javascript"];

/** What the user prefers, as a project carries it. */
export function carriedSettings({ backend }: SettingsState): string {
  return JSON.stringify({ schema: 1, backend });
}

/** The backend that a project's settings name; null where they cannot be read. */
export function parseCarriedSettings(text: string): BackendChoice | null {
  try {
    const value = JSON.parse(text) as { readonly schema?: unknown; readonly backend?: unknown } | null;
    return value?.schema === 1 ? (backends.find((backend) => backend === value.backend) ?? null) : null;
  } catch {
    return null;
  }
}
