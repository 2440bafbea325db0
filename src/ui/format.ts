/** A score as every part of the page prints it: three decimals, a true minus sign. */
export function formatScore(score: number): string {
  return score.toFixed(3).replace("-", "−");
}

// Made once: a formatter takes longer to make than a table's row.
const counts = new Intl.NumberFormat("en-US");

/** A count as every part of the page prints it: thousands apart. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** Milliseconds as the status line prints them: whole from 10 on, seconds from 1,000 on. */
export function formatMs(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms >= 10 ? ms.toFixed(0) : ms.toFixed(1)} ms`;
}

/** Bytes in the largest unit that leaves at least one whole. */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? ""}`;
}

/** A time to wait, in the two largest units that it has: "1 h 20 min", "45 s". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
