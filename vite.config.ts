import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Threads need cross-origin isolation; the companion sends the same two headers.
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  plugins: [react()],
  worker: { format: "es" },
  build: { target: "es2023", chunkSizeWarningLimit: 2000, assetsInlineLimit: 0 },
  // onnxruntime-web finds its .wasm beside its own module; pre-bundling would move one and not the other.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  server: { headers: isolation },
  preview: { headers: isolation },
});
