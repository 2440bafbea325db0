import type { Library } from "../bridges/datasetBridge";
import type { DatasetService } from "../contracts/datasetService";

/** A library for tests of stores: answers with what the test gives it, and fails on every other question. */
export function fakeLibrary(answers: Partial<DatasetService>): Library {
  const service = new Proxy(answers, {
    get: (given, name) => {
      const answer: unknown = Reflect.get(given, name);
      if (answer === undefined) throw new Error(`the test gave no answer to ${String(name)}`);
      return answer;
    },
  }) as DatasetService;
  let lastJobId = 0;
  return {
    ask: async (signal, call) => {
      signal.throwIfAborted();
      const answer = await call(service, ++lastJobId);
      signal.throwIfAborted();
      return answer;
    },
    close: () => undefined,
  };
}
