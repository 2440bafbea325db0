import { machineSchema, runPaths } from "../../src/contracts/companionRuns";
import { readMachine } from "../machine/machine";
import type { CompanionRoutes } from "./companion";

/**
 * What there is to train on.
 *
 * @param work the companion's folder of work, whose disk is told
 */
export function machineRoutes(work: string): CompanionRoutes {
  return (app) => {
    app.get(`/${runPaths.machine}`, async () => machineSchema.parse(await readMachine(work)));
  };
}
