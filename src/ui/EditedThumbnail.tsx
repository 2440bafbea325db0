import { type ReactNode, useMemo } from "react";

import type { QueryEdit } from "../core/image/queryEdit";
import { type Drawable, drawEdited, drawSmall } from "./drawing";
import { PictureCanvas } from "./PictureCanvas";

// Twice what the style sheet shows, for dense displays.
const sidePixels = 96;

/** A small picture as it is searched with. Decorative: what holds it says what it is. */
export function EditedThumbnail({
  picture,
  edit,
}: {
  readonly picture: Drawable;
  readonly edit: QueryEdit;
}): ReactNode {
  const edited = useMemo(() => drawSmall(drawEdited(picture, edit), sidePixels), [picture, edit]);
  return (
    <span aria-hidden className="edited-thumbnail">
      <PictureCanvas picture={edited} label="" />
    </span>
  );
}
