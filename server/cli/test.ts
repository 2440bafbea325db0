import { checkSteps } from "../checks/checkSteps";
import { endToEndStep } from "../checks/endToEndStep";
import { goldenStep } from "../checks/goldenStep";
import { runCheckCommand } from "../checks/runCheckCommand";
import { runCommand } from "../commandLine";

const summary =
  "Installs what tests need, then runs the checks, the golden files, and the end-to-end tests in Chromium.";

runCommand((args) =>
  runCheckCommand({ usage: "npm test [-- OPTION …]", summary }, args, (python) => [
    ...checkSteps(python),
    goldenStep,
    endToEndStep,
  ]),
);
