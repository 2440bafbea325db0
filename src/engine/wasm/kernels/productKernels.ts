export { multiplyRows } from "./multiplyRows";
export { offerPairs } from "./offerPairs";
