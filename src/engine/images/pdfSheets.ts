import { PDFWorker } from "pdfjs-dist";
import pdfWorkerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

import { damagedError } from "../../core/image/pictureErrors";
import { explainPdfError, openPdf } from "./decodePdf";

/** Counts the pages of many PDF files without drawing any, in one worker of pdf.js that ends with it. */
export class PdfSheets {
  readonly #port = new Worker(pdfWorkerUrl, { type: "module" });
  readonly #worker = PDFWorker.create({ port: this.#port });

  /** @throws StudioError `PictureFormatError` for a password, damage, or no page */
  async count(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<number> {
    const fileBytes = bytes.length;
    const loading = openPdf(bytes, this.#worker);
    try {
      const { numPages } = await loading.promise;
      if (numPages === 0) throw damagedError(name, "a PDF with at least one page", "none");
      return numPages;
    } catch (error) {
      throw explainPdfError(error, name, fileBytes);
    } finally {
      await loading.destroy();
    }
  }

  close(): void {
    this.#worker.destroy();
    this.#port.terminate();
  }
}
