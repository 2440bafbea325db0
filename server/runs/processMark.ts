import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process of this machine, told apart from a later one that was given the same number. */
export interface ProcessMark {
  readonly pid: number;
  /** When it began, in the system's own words; empty where the system does not say. */
  readonly began: string;
}

/** The mark of a process that runs now; null if none does. One that ended and was not waited for does not run. */
export function markOf(pid: number): ProcessMark | null {
  const began = process.platform === "linux" ? beganOnLinux(pid) : beganElsewhere(pid);
  return began === null ? null : { pid, began };
}

/** Whether the marked process itself still runs. */
export function isAlive(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.began === mark.began;
}

/**
 * Ticks since the machine's start, with that start's own id.
 *
 * @see proc(5): after the name, which may hold anything, the state is the first field and the start time the twentieth
 */
function beganOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const hasEnded = fields[0] === "Z" || fields[0] === "X";
    if (hasEnded) return null;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${fields[19] ?? ""}`;
  } catch {
    return null;
  }
}

function beganElsewhere(pid: number): string | null {
  if (process.platform !== "win32") {
    const { status, stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return status === 0 && stdout.trim() !== "" ? stdout.trim() : null;
  }
  try {
    process.kill(pid, 0);
    return "";
  } catch {
    return null;
  }
}
