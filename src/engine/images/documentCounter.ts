import { damagedError } from "../../core/image/pictureErrors";
import type { SheetCounter } from "../imports/countSheets";
import type { PdfSheets } from "./pdfSheets";
import { checkTiffDirectories } from "./tiffDirectories";

/** Counts sheets with the studio's own decoders; pdf.js is loaded at the first PDF. */
export class DocumentCounter implements SheetCounter {
  #pdfSheets: Promise<PdfSheets> | null = null;

  async countPdf(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<number> {
    this.#pdfSheets ??= import("./pdfSheets").then(({ PdfSheets }) => new PdfSheets());
    return (await this.#pdfSheets).count(bytes, name);
  }

  countTiff(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<number> {
    return Promise.resolve().then(() => {
      const pages = checkTiffDirectories(bytes, name);
      if (pages === 0) throw damagedError(name, "a TIFF with at least one page", `none in ${bytes.length} bytes`);
      return pages;
    });
  }

  async close(): Promise<void> {
    (await this.#pdfSheets)?.close();
    this.#pdfSheets = null;
  }
}
