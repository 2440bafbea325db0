import { type ReactNode, useMemo } from "react";

import type { QueryEdit } from "../core/image/queryEdit";
import { type Drawable, drawEdited } from "./drawing";
import { PictureCanvas } from "./PictureCanvas";

/** A small picture as it is searched with. Decorative: what holds it says what it is. */
export function EditedThumbnail({
  picture,
  edit,
}: {
  readonly picture: Drawable;
  readonly edit: QueryEdit;
}): ReactNode {
  const edited = useMemo(() => drawEdited(picture, edit), [picture, edit]);
  return (
    <span aria-hidden className="edited-thumbnail">
      <PictureCanvas picture={edited} label="" />
    </span>
  );
}
