export { scanRowsCoarsely } from "./scanRowsCoarsely";
