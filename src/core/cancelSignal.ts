/** The part of the platform's AbortSignal that long loops need; every AbortSignal is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
