/**
 * Paints an SVG that the studio wrote as PNG.
 *
 * @param scale pixels of the PNG for one of the SVG's, whose root must name its width and height
 */
export async function paintSvg(svg: string, scale: number): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * scale, image.naturalHeight * scale];
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("a canvas must have a 2d context");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((png) => (png === null ? reject(new Error("the canvas gave no PNG")) : resolve(png)), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
