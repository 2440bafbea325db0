import { boxAsSeen, mirrored, turnedClockwise } from "../../core/image/turnEdit";
import { changeEdit, intentStore } from "../../state/intentStore";
import { pictureStore } from "../../state/pictureStore";
import { pictureKey, type QueryView } from "../../state/searchIntent";

// What each key and button does to the shown view of the query; without a query they do nothing.

export function turnActiveView(): void {
  const view = activeView();
  if (view !== undefined) changeEdit(turnedClockwise(view.edit));
}

export function mirrorActiveView(): void {
  const view = activeView();
  if (view !== undefined) changeEdit(mirrored(view.edit));
}

export function toggleTightToInk(): void {
  const view = activeView();
  if (view !== undefined) changeEdit({ cropToInk: !view.edit.cropToInk });
}

/** Takes the crop box away, or lays one around the ink for the user to move. */
export function toggleCropBox(): void {
  const view = activeView();
  if (view === undefined) return;
  if (view.edit.crop !== null) {
    changeEdit({ crop: null, part: null });
    return;
  }
  const ink = pictureStore.getState().open.get(pictureKey(view))?.inkBox;
  const nearlyAll = { left: 0.1, top: 0.1, right: 0.9, bottom: 0.9 };
  changeEdit({ crop: ink ? boxAsSeen(ink, view.edit) : nearlyAll, part: null });
}

function activeView(): QueryView | undefined {
  const { query, activeView: position } = intentStore.getState();
  return query.views[position];
}
