/**
 * The SHA-256 of bytes as 64 lower-case hexadecimal digits.
 *
 * @returns null where the browser offers no hashes, which is on pages that came neither from localhost nor over https
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  // Some browsers leave `subtle` out in an insecure context, whatever the types say.
  const subtle = (globalThis.crypto as Partial<Crypto>).subtle;
  if (subtle === undefined) return null;
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
