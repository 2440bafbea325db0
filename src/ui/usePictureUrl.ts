import { useCallback, useEffect, useState } from "react";

/** Finds a picture's address: at once where it is known, later where the picture must be read first. */
export type FindPictureUrl = () => string | Promise<string>;

/** Lets an address go that shows nothing, so that finding the picture reads it anew. */
export type ForgetPictureUrl = (url: string) => void | Promise<void>;

/** A picture's address, and what to tell when it shows nothing. */
export interface FoundPicture {
  /** Null until it is there, "" where the picture cannot be read. */
  readonly url: string | null;
  /** To be called by the picture's element: the first time the picture is read anew, the second time it is given up. */
  readonly onFailed: () => void;
}

interface Finding {
  readonly key: string;
  readonly url: string | Promise<string>;
  readonly isRetry: boolean;
}

/**
 * The address of a picture that may have to be read first; null until it is there, "" where it cannot be read.
 *
 * @param key names the picture; another key is another picture
 */
export function usePictureUrl(key: string, find: FindPictureUrl): string | null {
  return usePicture(key, find, keep).url;
}

/**
 * The address of a picture that is asked for once more when its element cannot show it.
 *
 * @param key names the picture; another key is another picture
 * @param find must be the same function as long as the key is the same, as `forget` must
 */
export function usePicture(key: string, find: FindPictureUrl, forget: ForgetPictureUrl): FoundPicture {
  const [found, setFound] = useState<Finding>(() => ({ key, url: find(), isRetry: false }));
  const [loaded, setLoaded] = useState<{ readonly of: Promise<string>; readonly url: string } | null>(null);
  let current = found;
  if (found.key !== key) {
    current = { key, url: find(), isRetry: false };
    setFound(current);
  }
  const { url, isRetry } = current;
  useEffect(() => {
    if (typeof url === "string") return undefined;
    let isWanted = true;
    const show = (address: string) => {
      if (isWanted) setLoaded({ of: url, url: address });
    };
    url.then(show, () => show(""));
    return () => {
      isWanted = false;
    };
  }, [url]);
  const shown = typeof url === "string" ? url : loaded?.of === url ? loaded.url : null;
  const onFailed = useCallback(() => {
    if (shown === null || shown === "") return;
    // The answer comes later in any case: the element goes, and one of its own loads the picture again.
    const again = async () => {
      await forget(shown);
      return find();
    };
    setFound({ key, url: isRetry ? "" : again(), isRetry: true });
  }, [key, shown, isRetry, find, forget]);
  return { url: shown, onFailed };
}

function keep(): void {
  // This picture's element tells no failure.
}
