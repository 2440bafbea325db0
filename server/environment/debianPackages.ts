import { spawnSync } from "node:child_process";

import { findProgram } from "./programs";

/** Whether this process may install Debian packages: it is root on a system that has apt-get. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && findProgram(["apt-get"]) !== null;
}

/**
 * Installs Debian or Ubuntu packages.
 *
 * @returns whether all are installed now; what apt-get said is on standard error where not
 */
export function installPackages(names: readonly string[]): boolean {
  console.log(`Installing ${names.join(", ")} with apt-get …`);
  const commands = [["update"], ["install", "--yes", ...names]];
  return commands.every((args) => {
    const { status, stdout, stderr } = spawnSync("apt-get", ["-qq", ...args], {
      encoding: "utf8",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (status !== 0) console.error(stdout + stderr);
    return status === 0;
  });
}
