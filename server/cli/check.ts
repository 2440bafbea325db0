import { checkSteps } from "../checks/checkSteps";
import { runCheckCommand } from "../checks/runCheckCommand";
import { runCommand } from "../commandLine";

const summary = "Checks format, lint, types, floors and unit tests, and the same of the trainer.";

runCommand((args) => runCheckCommand({ usage: "npm run check [-- OPTION …]", summary }, args, checkSteps));
