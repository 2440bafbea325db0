import * as Comlink from "comlink";

import { isStudioError } from "../src/core/errors";

interface Thrown {
  readonly value: unknown;
}
interface SerializedThrown {
  readonly isError: boolean;
  readonly value: unknown;
}

/**
 * Offers a service's methods to the page that started this worker.
 *
 * Comlink carries the message, name and stack of what is thrown and drops everything else; a StudioError's hint is added
 * here. Comlink's own reading end assigns every field that arrives, so the page needs no counterpart.
 */
export function exposeService(service: object): void {
  keepHintOfThrown();
  Comlink.expose(service);
}

/** Installed once a realm. Exported for tests that run both ends over one MessageChannel. */
export function keepHintOfThrown(): void {
  const standard = Comlink.transferHandlers.get("throw") as Comlink.TransferHandler<Thrown, SerializedThrown>;
  Comlink.transferHandlers.set("throw", {
    ...standard,
    serialize(thrown: Thrown): [SerializedThrown, Transferable[]] {
      const [serialized, transferred] = standard.serialize(thrown);
      if (!isStudioError(thrown.value) || typeof serialized.value !== "object") return [serialized, transferred];
      return [{ ...serialized, value: { ...serialized.value, hint: thrown.value.hint } }, transferred];
    },
  } satisfies Comlink.TransferHandler<Thrown, SerializedThrown>);
}
