// The studio's bridges without its page: end-to-end tests and benchmarks call them as `window.studio`.

/** Each bridge under its own name, one line each. */
const studio = {};

export type Studio = typeof studio;

declare global {
  interface Window {
    studio: Studio;
  }
}

window.studio = studio;
