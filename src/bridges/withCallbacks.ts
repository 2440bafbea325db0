import * as Comlink from "comlink";

/**
 * A function cannot be cloned into a worker: it goes as a port that leads back here. Ports do not wait for each other, so
 * what a callback is told may come after the answer; it is then no longer passed on.
 */
export function withCallbacks<Service extends object>(service: Comlink.Remote<Service>): Service {
  return new Proxy(service, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...parameters: unknown[]) => Promise<unknown>;
      return async (...parameters: unknown[]) => {
        let isAnswered = false;
        const heard = (callback: (...told: unknown[]) => unknown) =>
          Comlink.proxy((...told: unknown[]) => {
            if (!isAnswered) callback(...told);
          });
        try {
          return await method(...parameters.map((value) => (isCallback(value) ? heard(value) : value)));
        } finally {
          isAnswered = true;
        }
      };
    },
  }) as Service;
}

function isCallback(value: unknown): value is (...told: unknown[]) => unknown {
  return typeof value === "function";
}
