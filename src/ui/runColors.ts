/** Told apart on light and dark ground, by those who see red and green alike too. */
const colors = [
  "#4263eb",
  "#e8590c",
  "#0ca678",
  "#ae3ec9",
  "#f08c00",
  "#1098ad",
  "#d6336c",
  "#66a80f",
  "#7a5c3e",
  "#868e96",
] as const;

/** The color of the run in a place of the list; they repeat after ten. */
export function runColor(place: number): string {
  return colors[place % colors.length] ?? colors[0];
}
