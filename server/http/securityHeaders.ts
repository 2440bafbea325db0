/** Nothing may come from, or go to, another origin. `wasm-unsafe-eval` lets WebAssembly compile and nothing else. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self' blob: data:",
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join("; ");

/**
 * Headers of every response; a worker's script needs them as much as the page.
 *
 * @param isIsolated whether the page may use SharedArrayBuffer, and with it threads
 */
export function securityHeaders(isIsolated: boolean): Record<string, string> {
  const isolation = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
  return {
    "Content-Security-Policy": contentSecurityPolicy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    ...(isIsolated ? isolation : {}),
  };
}
