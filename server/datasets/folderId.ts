import { createHash } from "node:crypto";

/** The id of a folder in addresses, the same at every start: its name in plain letters, or a hash where it has none. */
export function folderId(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return plain === "" ? `folder-${createHash("sha256").update(name).digest("hex").slice(0, 8)}` : plain;
}
