import { type CSSProperties, type ReactNode, useLayoutEffect, useRef } from "react";

import type { Drawable } from "./drawing";

export interface PictureCanvasProps {
  readonly picture: Drawable;
  /** What the picture shows, for those who cannot see it. */
  readonly label: string;
  readonly className?: string;
  readonly style?: CSSProperties;
}

/** Shows a picture in its own pixels; the style sheet scales it. */
export function PictureCanvas({ picture, label, className, style }: PictureCanvasProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const target = canvas.current;
    if (target === null) return;
    target.width = picture.width;
    target.height = picture.height;
    target.getContext("2d")?.drawImage(picture, 0, 0);
  }, [picture]);
  return <canvas ref={canvas} role="img" aria-label={label} className={className} style={style} />;
}
