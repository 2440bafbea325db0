import { useEffect, useState } from "react";

/** Finds a picture's address: at once where it is known, later where the picture must be read first. */
export type FindPictureUrl = () => string | Promise<string>;

/**
 * The address of a picture that may have to be read first; null until it is there, "" where it cannot be read.
 *
 * @param key names the picture; another key is another picture
 */
export function usePictureUrl(key: string, find: FindPictureUrl): string | null {
  const [found, setFound] = useState(() => ({ key, url: find() }));
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly url: string } | null>(null);
  let current = found;
  if (found.key !== key) {
    current = { key, url: find() };
    setFound(current);
  }
  const { url } = current;
  useEffect(() => {
    if (typeof url === "string") return undefined;
    let isWanted = true;
    const keep = (address: string) => {
      if (isWanted) setLoaded({ key, url: address });
    };
    url.then(keep, () => keep(""));
    return () => {
      isWanted = false;
    };
  }, [key, url]);
  if (typeof url === "string") return url;
  return loaded?.key === key ? loaded.url : null;
}
