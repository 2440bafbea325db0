export { encodeRows } from "./encodeRows";
export { scanRows } from "./scanRows";
export { selectRows } from "./selectRows";
