/**
 * Which tile a key moves to in a grid read row by row.
 *
 * @returns the position, or null where the key does not move
 */
export function nextTile(
  key: string,
  from: number,
  { count, columns, rowsAPage }: { count: number; columns: number; rowsAPage: number },
): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * rowsAPage,
    PageDown: columns * rowsAPage,
    Home: -Infinity,
    End: Infinity,
  };
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  return Math.min(Math.max(0, from + step), count - 1);
}
