/** Space around a picture in its pane, as CompareStage.css has it. */
const paddingPixels = 16;

/**
 * Where a pointer is on a canvas that is shown with `object-fit: contain` and zoomed.
 *
 * @returns fractions of the picture, below 0 or above 1 beside it
 */
export function pointInContained(
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
  canvas: HTMLCanvasElement,
  zoom: number,
): { readonly x: number; readonly y: number } {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const padding = paddingPixels * zoom;
  const [innerWidth, innerHeight] = [width - 2 * padding, height - 2 * padding];
  const scale = Math.min(innerWidth / canvas.width, innerHeight / canvas.height);
  return {
    x: (clientX - left - width / 2) / (canvas.width * scale) + 0.5,
    y: (clientY - top - height / 2) / (canvas.height * scale) + 0.5,
  };
}
