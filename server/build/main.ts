import { runCommand } from "../commandLine";
import { buildPage } from "./buildPage";

runCommand(async () => {
  console.log(`The page is in ${await buildPage()}`);
  return 0;
});
