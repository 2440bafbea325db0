// What pdf.js asks of its surroundings, answered inside a worker: canvases without a document, and its fonts, character
// maps and decoders from our own origin, so that a document never makes the studio fetch anything from elsewhere.
import { context2d } from "./decodeInBrowser";

interface CanvasAndContext {
  canvas: OffscreenCanvas | null;
  context: OffscreenCanvasRenderingContext2D | null;
}

/** Makes pdf.js draw its layers on offscreen canvases. The layers need alpha; the page's own canvas is white first. */
export class OffscreenCanvasFactory {
  create(width: number, height: number): CanvasAndContext {
    const canvas = new OffscreenCanvas(width, height);
    return { canvas, context: canvas.getContext("2d", { willReadFrequently: true }) ?? context2d(canvas) };
  }

  reset(target: CanvasAndContext, width: number, height: number): void {
    if (target.canvas !== null) Object.assign(target.canvas, { width, height });
  }

  destroy(target: CanvasAndContext): void {
    this.reset(target, 0, 0);
    target.canvas = null;
    target.context = null;
  }
}

/** SVG filters need a document; without them soft masks with a transfer function are drawn plain. */
export class NoFilterFactory {
  addFilter(): string {
    return "none";
  }
  addHCMFilter(): string {
    return "none";
  }
  addAlphaFilter(): string {
    return "none";
  }
  addLuminosityFilter(): string {
    return "none";
  }
  addHighlightHCMFilter(): string {
    return "none";
  }
  destroy(): void {
    // Nothing was made.
  }
}

// 190 files that the bundler must see by name; a list by hand would only repeat the package's folder.
const assets = import.meta.glob<string>(
  [
    "../../../node_modules/pdfjs-dist/cmaps/*.bcmap",
    "../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}",
    "../../../node_modules/pdfjs-dist/wasm/*.wasm",
  ],
  { query: "?url", import: "default", eager: true },
);
const urls = new Map(Object.entries(assets).map(([path, url]) => [path.slice(path.lastIndexOf("/") + 1), url]));

/** Serves pdf.js' own data files, by name. */
export class BundledDataFactory {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const url = urls.get(filename);
    if (url === undefined) throw new Error(`pdf.js has no file ${filename}`);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
}
