import "react-image-crop/dist/ReactCrop.css";
import "./CropEditor.css";

import { type CSSProperties, type ReactNode, useMemo, useState } from "react";
import ReactCrop, { type PercentCrop } from "react-image-crop";

import type { FractionBox } from "../core/image/fractionBox";
import type { QueryEdit } from "../core/image/queryEdit";
import { boxAsSeen } from "../core/image/turnEdit";
import { type Drawable, drawTurned } from "./drawing";
import { PictureCanvas } from "./PictureCanvas";

export interface CropEditorProps {
  readonly picture: Drawable;
  readonly label: string;
  readonly edit: QueryEdit;
  /** Where the upright picture has ink, as fractions; null where it has none. */
  readonly inkBox: FractionBox | null;
  /** Called when a box is finished, not while it is dragged. Null: the whole picture. */
  readonly onCrop: (crop: FractionBox | null) => void;
}

/** A picture with a crop box that mouse, touch and arrow keys move and resize. A dashed line shows the crop to the ink, a violet one the part. */
export function CropEditor({ picture, label, edit, inkBox, onCrop }: CropEditorProps): ReactNode {
  const { quarterTurns, isMirrored, crop, cropToInk, part } = edit;
  const turned = useMemo(
    () => drawTurned(picture, { quarterTurns, isMirrored, crop: null, cropToInk: false }),
    [picture, quarterTurns, isMirrored],
  );
  const [dragged, setDragged] = useState<PercentCrop | null>(null);
  const shown = dragged ?? (crop === null ? null : percentOf(crop));
  const ink = cropToInk && shown === null && inkBox !== null ? boxAsSeen(inkBox, edit) : null;
  const finish = (_pixels: unknown, box: PercentCrop) => {
    setDragged(null);
    // A click without a drag leaves a box of no size: that takes the crop away.
    const fractions = fractionsOf(box);
    const isEmpty = fractions.right - fractions.left < 0.02 || fractions.bottom - fractions.top < 0.02;
    onCrop(isEmpty ? null : fractions);
  };
  return (
    <div className="crop-editor">
      <ReactCrop
        crop={shown ?? noBox}
        keepSelection={shown !== null}
        onChange={(_pixels, box) => setDragged(box)}
        onComplete={finish}
        ruleOfThirds={false}
        ariaLabels={{
          cropArea: "Crop box: arrow keys move it",
          nwDragHandle: "Crop box, top left corner: arrow keys resize",
          nDragHandle: "Crop box, top edge: arrow keys resize",
          neDragHandle: "Crop box, top right corner: arrow keys resize",
          eDragHandle: "Crop box, right edge: arrow keys resize",
          seDragHandle: "Crop box, bottom right corner: arrow keys resize",
          sDragHandle: "Crop box, bottom edge: arrow keys resize",
          swDragHandle: "Crop box, bottom left corner: arrow keys resize",
          wDragHandle: "Crop box, left edge: arrow keys resize",
        }}
      >
        <PictureCanvas picture={turned} label={label} className="crop-editor-picture" />
        {ink !== null && <span className="crop-editor-ink" style={placeOf(ink)} />}
        {part !== undefined && part !== null && <span className="crop-editor-part" style={placeOf(part)} />}
      </ReactCrop>
    </div>
  );
}

// An absent box would make the component announce the next one as finished while it is still being drawn.
const noBox: PercentCrop = { unit: "%", x: 0, y: 0, width: 0, height: 0 };

function placeOf({ left, top, right, bottom }: FractionBox): CSSProperties {
  return { left: percent(left), top: percent(top), width: percent(right - left), height: percent(bottom - top) };
}

function percent(fraction: number): string {
  return `${fraction * 100}%`;
}

function percentOf({ left, top, right, bottom }: FractionBox): PercentCrop {
  return { unit: "%", x: left * 100, y: top * 100, width: (right - left) * 100, height: (bottom - top) * 100 };
}

function fractionsOf({ x, y, width, height }: PercentCrop): FractionBox {
  const clip = (value: number) => Math.min(1, Math.max(0, value / 100));
  return { left: clip(x), top: clip(y), right: clip(x + width), bottom: clip(y + height) };
}
