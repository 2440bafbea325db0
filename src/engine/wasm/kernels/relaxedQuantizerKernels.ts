export { scanCodes } from "./scanCodes";
export { selectAbove } from "./selectAbove";
