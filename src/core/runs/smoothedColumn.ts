import { NumberColumn } from "./numberColumn";

/**
 * A curve smoothed by an exponential moving average over ALL its points, whatever of it is drawn, without the bias of the
 * first ones towards zero.
 *
 * s_i = w s_{i-1} + (1 - w) x_i, told as s_i / (1 - w^i) over the finite x_i; a gap (NaN) stays one, and changes nothing of what
 * follows. A constant stays the same constant. Grows with its curve without being computed anew.
 *
 * @see Kingma and Ba, Adam, section 3: the same correction
 */
export class SmoothedColumn {
  readonly #smoothed = new NumberColumn();
  #sum = 0;
  /** 1 - w^i. */
  #share = 0;

  /** @param weight of what came before, in [0, 1); 0 smooths nothing */
  constructor(readonly weight: number) {}

  get length(): number {
    return this.#smoothed.length;
  }

  /** The smoothed curve of `values`, whose beginning must be what was given before. */
  extend(values: Float64Array): Float64Array {
    for (let place = this.#smoothed.length; place < values.length; place++) this.#push(values[place] ?? NaN);
    return this.#smoothed.values;
  }

  #push(value: number): void {
    if (!Number.isFinite(value)) {
      this.#smoothed.push(NaN);
      return;
    }
    this.#sum = this.weight * this.#sum + (1 - this.weight) * value;
    this.#share = this.weight * this.#share + (1 - this.weight);
    this.#smoothed.push(this.#sum / this.#share);
  }
}
