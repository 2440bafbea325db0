import { type ReactNode, useRef } from "react";

import { ComparePane, transformOf } from "./ComparePane";
import { useZoomPan } from "./useZoomPan";

export interface PictureStageProps {
  /** Null while it is read, "" where it cannot be read. */
  readonly url: string | null;
  readonly label: string;
}

/** One picture, large: wheel, drag, pinch and the keys + − 0 zoom and move it. */
export function PictureStage({ url, label }: PictureStageProps): ReactNode {
  const stage = useRef<HTMLDivElement>(null);
  const control = useZoomPan(stage);
  return (
    <div
      ref={stage}
      className="picture-stage compare-stage"
      role="group"
      aria-label="Picture: plus and minus zoom, Shift with arrows moves"
      tabIndex={0}
      data-autofocus
      onKeyDown={control.onKeyDown}
    >
      <ComparePane
        control={control}
        caption={url === "" ? "This picture cannot be read" : null}
        layers={[
          {
            content: url !== null && url !== "" && (
              <img key={url} src={url} alt={label} draggable={false} style={transformOf(control.view)} />
            ),
          },
        ]}
      />
    </div>
  );
}
