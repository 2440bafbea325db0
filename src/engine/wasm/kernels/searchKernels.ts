export { encodeRows } from "./encodeRows";
export { refineRows } from "./refineRows";
export { scanRows } from "./scanRows";
export { selectRows } from "./selectRows";
