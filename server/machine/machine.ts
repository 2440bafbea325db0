import { execFile } from "node:child_process";
import { mkdir, statfs } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

import type { Machine } from "../../src/contracts/companionRuns";

const mebibyte = 2 ** 20;
const patienceMs = 5000;
const gpuFields = "name,memory.total,memory.used,utilization.gpu";

/**
 * What there is to train on, now.
 *
 * @param work folder whose disk is meant, absolute; made where it is missing
 */
export async function readMachine(work: string): Promise<Machine> {
  await mkdir(work, { recursive: true });
  const [gpus, disk] = await Promise.all([listGpus(), statfs(work)]);
  return {
    cpu: { name: cpus()[0]?.model.trim() ?? "unknown", cores: availableParallelism(), load: loadavg()[0] ?? 0 },
    memory: { totalBytes: allowedMemory(), freeBytes: process.availableMemory() },
    gpus,
    disk: { totalBytes: disk.blocks * disk.bsize, freeBytes: disk.bavail * disk.bsize },
  };
}

/** What a container leaves of the machine's memory; 0 or more than there is where nothing is set. */
function allowedMemory(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

/** The CUDA devices of this machine, as its driver tells; none where there is no driver. */
export async function listGpus(): Promise<Machine["gpus"]> {
  const text = await new Promise<string>((resolve) => {
    const args = [`--query-gpu=${gpuFields}`, "--format=csv,noheader,nounits"];
    execFile("nvidia-smi", args, { timeout: patienceMs }, (error, stdout) => resolve(error === null ? stdout : ""));
  });
  return parseGpus(text);
}

/** Reads lines such as `NVIDIA H100, 81559, 512, 37`; a number that a device does not tell is `[N/A]`. */
export function parseGpus(text: string): Machine["gpus"] {
  return text.split("\n").flatMap((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    if (cells.length < 4) return [];
    // A name may have commas; the numbers are the last three.
    const [total = NaN, used = NaN, share = NaN] = cells.slice(-3).map(Number);
    if (Number.isNaN(total)) return [];
    const name = cells.slice(0, -3).join(", ");
    const utilization = Number.isNaN(share) ? null : share / 100;
    return [
      { name, memoryBytes: total * mebibyte, usedBytes: (Number.isNaN(used) ? 0 : used) * mebibyte, utilization },
    ];
  });
}
