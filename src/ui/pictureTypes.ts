/** What the file picker offers. The decoder looks at the bytes, so another file that is a picture works too when dropped. */
export const pictureTypes =
  "image/png,image/jpeg,image/webp,image/gif,image/bmp,image/svg+xml,image/tiff,application/pdf,.tif,.tiff,.pdf,.bmp";

export const pictureFormats = "PNG, JPEG, WebP, GIF, BMP, SVG, TIFF or PDF";
