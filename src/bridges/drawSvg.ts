import { damagedError } from "../core/image/pictureErrors";
import { sniffedBytes, sniffPicture } from "../core/image/sniffPicture";
import { svgSize } from "../core/image/svgSize";
import { parseSvg } from "./svgDocument";

/** A picture file that a worker can read, and what was done to make it one. */
export interface DrawnPicture {
  readonly picture: Blob;
  readonly name: string;
  /** The format that the user gave, where it was another. */
  readonly format: "SVG" | null;
  readonly notes: readonly string[];
}

/**
 * Draws an SVG as PNG; other pictures are returned as they are.
 *
 * It is shown to the browser as an image, never as a document: there, scripts do not run and nothing is fetched. What
 * would do either is taken out before, so that the notes can tell.
 *
 * @throws StudioError `PictureFormatError`
 */
export async function drawSvg(picture: Blob, name: string): Promise<DrawnPicture> {
  const head = new Uint8Array(await picture.slice(0, sniffedBytes).arrayBuffer());
  if (sniffPicture(head) !== "SVG") return { picture, name, format: null, notes: [] };
  const { root, notes } = parseSvg(decodeXml(await picture.arrayBuffer()), name);
  const attribute = (key: string) => root.getAttribute(key);
  const size = svgSize({ width: attribute("width"), height: attribute("height"), viewBox: attribute("viewBox") }, name);
  // Without a view box a browser would give the drawing more room instead of scaling it.
  if (attribute("viewBox") === null) root.setAttribute("viewBox", `0 0 ${size.own.width} ${size.own.height}`);
  root.setAttribute("width", `${size.width}`);
  root.setAttribute("height", `${size.height}`);
  const drawn = await drawAsPng(new XMLSerializer().serializeToString(root), size, name);
  const sizeNotes = size.isGuessed ? [`no size given: drawn at ${size.width} × ${size.height} pixels`] : [];
  return { picture: drawn, name, format: "SVG", notes: [...notes, ...sizeNotes] };
}

async function drawAsPng(svg: string, size: { width: number; height: number }, name: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image(size.width, size.height);
    image.src = url;
    await image.decode().catch(() => {
      throw damagedError(name, "an SVG that the browser can draw", `one of ${svg.length} characters that it cannot`);
    });
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error(`no 2-D context for ${size.width} × ${size.height}`);
    context.fillStyle = "white";
    context.fillRect(0, 0, size.width, size.height);
    context.drawImage(image, 0, 0, size.width, size.height);
    return await canvas.convertToBlob({ type: "image/png" });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** XML text in the encoding that its byte order mark or prolog names, else UTF-8. */
function decodeXml(buffer: ArrayBuffer): string {
  const start = new Uint8Array(buffer, 0, Math.min(200, buffer.byteLength));
  const prolog = /encoding=["']([\w-]+)["']/.exec(String.fromCharCode(...start));
  const encoding = start[0] === 0xff ? "utf-16le" : start[0] === 0xfe ? "utf-16be" : (prolog?.[1] ?? "utf-8");
  try {
    return new TextDecoder(encoding).decode(buffer);
  } catch {
    return new TextDecoder().decode(buffer);
  }
}
