import "./CompareStage.css";

import type { CSSProperties, ReactNode } from "react";

import type { ZoomPan, ZoomPanControl } from "./useZoomPan";

export interface ComparePaneProps {
  readonly control: ZoomPanControl;
  readonly caption: string | null;
  readonly layers: readonly { readonly content: ReactNode; readonly style?: CSSProperties }[];
}

/** A frame in which pictures lie over one another, zoomed and moved by the mouse and by touch. */
export function ComparePane({ control, caption, layers }: ComparePaneProps): ReactNode {
  return (
    <figure className="compare-pane" {...control.paneEvents}>
      {layers.map(({ content, style }, at) => (
        <div key={at} className="compare-layer" style={style}>
          {content}
        </div>
      ))}
      {caption !== null && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

/** How a picture is drawn under a zoom and pan. */
export function transformOf({ zoom, x, y }: ZoomPan): CSSProperties {
  return { transform: `translate(${x * 100}%, ${y * 100}%) scale(${zoom})` };
}
