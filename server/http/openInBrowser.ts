import { spawn } from "node:child_process";

/** Opens an address in the user's browser, where there is a screen to open it on. The address is printed anyway. */
export function openInBrowser(address: string): void {
  const [command, ...args] = openerOf(process.platform, address);
  if (command === undefined) return;
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", () => {
    console.log(`(${command} is not there to open it; open the address yourself)`);
  });
  child.unref();
}

function openerOf(platform: NodeJS.Platform, address: string): string[] {
  if (platform === "darwin") return ["open", address];
  if (platform === "win32") return ["cmd", "/c", "start", "", address];
  const hasScreen = process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;
  return hasScreen ? ["xdg-open", address] : [];
}
