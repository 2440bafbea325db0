import type { CompanionRun } from "../contracts/companionRuns";
import { services } from "./services";

/** Address of a picture that a run was trained or measured on. */
export function runPictureUrl({ folder }: CompanionRun, path: string): string {
  const file = path.split("/").map(encodeURIComponent).join("/");
  return `${services().companion.folderUrl(folder)}/files/${file}`;
}
