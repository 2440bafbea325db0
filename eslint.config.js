import jsdoc from "eslint-plugin-jsdoc";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Sizes are counted without blank and comment lines. Tests tell long stories, so only their functions are let off.
const sizes = {
  "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
  "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
  "max-params": ["error", 4],
  complexity: ["error", 12],
};

export default tseslint.config(
  {
    ignores: [
      "dist/**",
      "public/**",
      "test-results/**",
      "playwright-report/**",
      "src/engine/wasm/kernels/**",
      "src/engine/wasm/generated/**",
      "server/trainer/**",
      "**/*.{js,mjs,cjs}",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          "./tsconfig.core.json",
          "./tsconfig.worker.json",
          "./tsconfig.page.json",
          "./tsconfig.server.json",
          "./tsconfig.test.json",
          "./tsconfig.test.worker.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      ...sizes,
      "no-console": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name: one grep finds it." },
        { selector: "ExportAllDeclaration", message: "No barrels: import from the file that defines it." },
        { selector: "TSEnumDeclaration", message: "Use a union of string literals." },
        {
          selector: "MemberExpression[property.name='createSyncAccessHandle']",
          message: "Use openAccessHandle: Chromium forgets the call when it collects the file's handle.",
        },
      ],
    },
  },
  {
    files: ["src/core/**/*.ts", "src/engine/**/*.ts", "src/contracts/**/*.ts"],
    ignores: ["**/*.test.ts"],
    plugins: { jsdoc },
    rules: {
      "jsdoc/require-jsdoc": [
        "error",
        { publicOnly: true, require: { FunctionDeclaration: true, ClassDeclaration: true } },
      ],
    },
  },
  {
    // Hot loops over typed arrays: lengths are checked once at the top, so `a[i]!` states what holds.
    files: [
      "src/core/numeric/**",
      "src/core/image/**",
      "src/core/gpu/**",
      "src/core/search/**",
      "src/core/metrics/**",
      "src/core/embedding/**",
      "src/core/ranking/**",
      "src/core/aggregation/**",
      "src/core/explain/**",
      "src/core/matching/**",
      "src/core/quantization/**",
      "src/engine/**",
    ],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  { files: ["src/**/*.tsx"], plugins: { "react-hooks": reactHooks }, rules: reactHooks.configs.recommended.rules },
  { files: ["server/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: ["**/*.test.ts", "**/*.test.tsx", "e2e/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "no-console": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: true }],
      "no-restricted-syntax": "off",
    },
  },
  {
    files: ["**/vite.config.ts", "playwright.config.ts", "vitest.config.ts", "src/engine/opfs/accessHandle.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
);
