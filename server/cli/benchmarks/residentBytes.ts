import { readdirSync, readFileSync } from "node:fs";

/** Bytes of memory that this process and those it started hold now, without what the page cache keeps for them; Linux only. */
export function residentBytes(): number | null {
  if (process.platform !== "linux") return null;
  let kilobytes = 0;
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const status = readStatus(id);
    const isOurs = id === String(process.pid) || fieldOf(status, "PPid") === process.pid;
    // Python's peer is a child too; only Node's processes are the store's.
    if (isOurs && /^Name:\s+(node|MainThread)/m.test(status)) kilobytes += fieldOf(status, "VmRSS");
  }
  return kilobytes * 1024;
}

function readStatus(id: string): string {
  try {
    return readFileSync(`/proc/${id}/status`, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}

function fieldOf(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
}
