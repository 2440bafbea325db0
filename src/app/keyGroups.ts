import type { KeyGroup } from "../ui/KeySheet";

/** Every key of the studio. `useSearchKeys`, `useWallKeys`, `useReviewKeys`, the grids' tiles, the dialogs and the charts listen to them. */
export const keyGroups: readonly KeyGroup[] = [
  {
    title: "Query",
    keys: [
      ["Ctrl V", "Search with the copied picture"],
      ["R", "Turn the picture clockwise"],
      ["M", "Mirror it"],
      ["C", "Draw a crop box, or take it away; Tab to the box, arrow keys move and resize it"],
      ["T", "Crop tight to the ink, on or off"],
      ["1 … 8", "Show a view of the query"],
      ["Ctrl Z", "Undo"],
      ["Ctrl Shift Z", "Redo"],
      ["N", "New search"],
    ],
  },
  {
    title: "Hits",
    keys: [
      ["← → ↑ ↓", "Move; Home, End and the page keys too"],
      ["Enter", "Open beside the query"],
      ["L", "More like this"],
      ["D", "Less like this"],
      ["A", "Search again with the marks"],
      ["Q", "Search with this hit"],
      ["W", "Add this hit to the query as a view; Shift W where it is open"],
      ["U", "Unfold or fold the other hits of this identity"],
      ["G", "Group by identity, on or off"],
      ["F", "Show or hide the filters"],
      [", .", "Lower or raise the score threshold"],
      ["[ ]", "Smaller or larger tiles"],
    ],
  },
  {
    title: "Open hit",
    keys: [
      ["← →", "Previous or next hit"],
      ["1 2 3 4", "Side by side, overlay, blink, difference"],
      ["W", "Why matched, on or off; Tab to the query, arrow keys choose a part of it"],
      ["I", "Fit both to their ink"],
      ["+ − 0", "Zoom in, zoom out, fit; the wheel and pinching zoom too"],
      ["Shift ← → ↑ ↓", "Move the pictures"],
      ["Esc", "Close"],
    ],
  },
  {
    title: "Wall of a data set",
    keys: [
      ["← → ↑ ↓", "Move; Home, End and the page keys too"],
      ["Enter", "Open the picture; ← and → show the others there"],
      ["X", "Select the picture, or let it go"],
      ["Shift X", "Select all from the last one up to this"],
      ["Ctrl A", "Select all that are shown"],
      ["Esc", "Select none"],
      ["[ ]", "Smaller or larger tiles"],
    ],
  },
  {
    title: "Review of failures",
    keys: [
      ["J K", "Next or previous query"],
      ["X", "Select the query, for training or export"],
      ["O", "Search with it"],
      ["R", "Show it in the report, or not"],
      ["N", "Write a note to it; Enter or Esc comes back to the list"],
      ["S", "Its first wrong hit shows the same as the query"],
      ["D", "Its first wrong hit shows another"],
      ["U", "Undo the latest decision"],
    ],
  },
  {
    title: "Charts of runs",
    keys: [
      ["← →", "Move along the axis; with the mouse, drag with Shift"],
      ["+ −", "Zoom in or out; with the mouse, drag over a range, or Ctrl and the wheel"],
      ["0", "Show all; with the mouse, double click"],
    ],
  },
  {
    title: "Settings of a training",
    keys: [
      ["Ctrl Z", "Undo"],
      ["Ctrl Shift Z", "Redo"],
    ],
  },
];
