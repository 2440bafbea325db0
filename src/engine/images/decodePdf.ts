import {
  getDocument,
  PDFWorker,
  type PageViewport,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
} from "pdfjs-dist";
import pdfWorkerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

import { context2d, readCanvas } from "./decodeInBrowser";
import type { DecodedPicture } from "./decodedPicture";
import { BundledDataFactory, NoFilterFactory, OffscreenCanvasFactory } from "./pdfFactories";
import { checkSize, damagedError, pictureFormatError } from "../../core/image/pictureErrors";

/** Patent sheets are scanned at 200 to 300 dpi; a poster is drawn coarser so that no side exceeds 4,096 pixels. */
const wantedDpi = 200;
const longestDrawnSide = 4096;
const pointsPerInch = 72;

/** pdf.js draws on an offscreen canvas as well; its types know only the page's own. */
interface OffscreenPage {
  render(target: { canvas: null; canvasContext: OffscreenCanvasRenderingContext2D; viewport: PageViewport }): {
    readonly promise: Promise<void>;
  };
}

/**
 * Draws one page of a PDF on white.
 *
 * The document is parsed in a worker of its own that ends with it, and it never runs scripts or fetches anything.
 *
 * @param page counted from 0; clipped to the pages there are
 * @throws StudioError `PictureFormatError` for a password, damage, or no page
 */
export async function decodePdf(bytes: Uint8Array<ArrayBuffer>, name: string, page: number): Promise<DecodedPicture> {
  const port = new Worker(pdfWorkerUrl, { type: "module" });
  // The bytes are handed over to the worker, while the caller may open the file again.
  const loading = openPdf(bytes.slice(), PDFWorker.create({ port }));
  try {
    const document = await loading.promise;
    const pages = document.numPages;
    if (pages === 0) throw damagedError(name, "a PDF with at least one page", "none");
    const shown = Math.min(Math.max(0, page), pages - 1);
    const { canvas, dpi } = await drawPage(document, shown, name);
    return {
      format: "PDF",
      pixels: readCanvas(canvas),
      pages,
      page: shown,
      notes: [`drawn at ${Math.round(dpi)} dpi`],
    };
  } catch (error) {
    throw explainPdfError(error, name, bytes.length);
  } finally {
    await loading.destroy();
    port.terminate();
  }
}

/** Opens a document in a worker of pdf.js, which takes the bytes. It runs no scripts and fetches nothing from elsewhere. */
export function openPdf(bytes: Uint8Array<ArrayBuffer>, worker: PDFWorker): PDFDocumentLoadingTask {
  return getDocument({
    data: bytes,
    worker,
    CanvasFactory: OffscreenCanvasFactory,
    FilterFactory: NoFilterFactory,
    BinaryDataFactory: BundledDataFactory,
    useWorkerFetch: false,
    disableFontFace: true, // a worker has no document to register fonts with; glyphs are drawn as paths
    isEvalSupported: false,
    enableXfa: false,
    stopAtErrors: false,
    maxImageSize: 2 ** 27,
    verbosity: 0,
  });
}

async function drawPage(
  document: PDFDocumentProxy,
  index: number,
  name: string,
): Promise<{ canvas: OffscreenCanvas; dpi: number }> {
  const page = await document.getPage(index + 1);
  const points = page.getViewport({ scale: 1 });
  const scale = Math.min(wantedDpi / pointsPerInch, longestDrawnSide / Math.max(points.width, points.height));
  const viewport = page.getViewport({ scale });
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height)));
  checkSize(name, canvas.width, canvas.height);
  const context = context2d(canvas);
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  await (page as unknown as OffscreenPage).render({ canvas: null, canvasContext: context, viewport }).promise;
  return { canvas, dpi: scale * pointsPerInch };
}

/** What pdf.js found wrong with a document, in a user's words; other errors stay what they are. */
export function explainPdfError(error: unknown, name: string, fileBytes: number): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === "PasswordException") {
    return pictureFormatError(
      name,
      "a PDF that opens without a password",
      "one that asks for a password",
      "Open it in a PDF reader, save a copy without the password (or print it to a new PDF), and drop that.",
    );
  }
  if (error.name === "InvalidPDFException" || error.name === "UnknownErrorException" || error.name === "FormatError") {
    return damagedError(
      name,
      "a PDF with at least one page",
      `${fileBytes} bytes that cannot be read (${error.message})`,
    );
  }
  return error;
}
