// The floor plan as data: who may import what. docs/architecture.md draws it.
const floors = {
  "src/core": [],
  "src/contracts": ["src/core"],
  "src/engine": ["assemblyscript", "src/contracts", "src/core"],
  workers: ["src/engine", "src/contracts", "src/core"],
  server: ["src/contracts", "src/core"],
  // Benchmarks read what the harness page (bridges without a page) hands them.
  "server/cli": ["server", "e2e/harness", "src/engine", "src/contracts", "src/core"],
  "src/bridges": ["src/contracts", "src/core"],
  "src/state": ["src/bridges", "src/contracts", "src/core"],
  "src/ui": ["src/core"],
  "src/views": ["src/ui", "src/state", "src/core"],
  "src/app": ["src/views", "src/ui", "src/state", "src/core"],
};

// Packages a floor may use, by name.
const packages = {
  "src/core": [],
  "src/contracts": ["zod"],
  "src/engine": [
    "assemblyscript",
    "@tensorflow/tfjs",
    "@tensorflow/tfjs-backend-webgpu",
    "onnxruntime-web",
    "pdfjs-dist",
    "utif2",
    "fflate",
    "@zip.js/zip.js",
    "hyparquet",
    "hyparquet-compressors",
    "hyparquet-writer",
    // Handles of the user's disk can be kept in IndexedDB only, and the dataset worker is who keeps them.
    "idb",
    "zod",
  ],
  workers: ["comlink"],
  server: [
    "fastify",
    "@fastify/static",
    "tsx",
    "zod",
    "vite",
    "@vitejs/plugin-react",
    "@lancedb/lancedb",
    "apache-arrow",
    "@zilliz/milvus2-sdk-node",
  ],
  "src/bridges": ["comlink", "idb", "browser-fs-access", "zod"],
  "src/state": ["zustand", "fflate"],
  "src/ui": [
    "react",
    "react-dom",
    "@mantine/core",
    "@mantine/hooks",
    "@mantine/notifications",
    "@tabler/icons-react",
    "react-image-crop",
    "uplot",
  ],
  "src/views": ["react", "zustand", "@mantine/core", "@mantine/hooks", "@mantine/notifications", "@tabler/icons-react"],
  "src/app": [
    "react",
    "react-dom",
    "zustand",
    "@mantine/core",
    "@mantine/hooks",
    "@mantine/notifications",
    "@tabler/icons-react",
  ],
};

const tests = "\\.(test|bench)\\.tsx?$";
const inFolder = (folder) => `^${folder}/`;
const escape = (name) => name.replace(/[/.]/g, "\\$&");

function floorRules(folder) {
  const below = [folder, ...floors[folder]].map(inFolder);
  const own = { path: inFolder(folder), pathNot: [tests, ...(folder === "server" ? ["^server/cli/"] : [])] };
  const named = (packages[folder === "server/cli" ? "server" : folder] ?? []).map(
    (name) => `node_modules/${escape(name)}/`,
  );
  return [
    {
      name: `floor-${folder.replace("/", "-")}`,
      comment: `${folder} may import only itself and ${floors[folder].join(", ") || "nothing else"}`,
      severity: "error",
      from: own,
      to: { pathNot: [...below, "node_modules", "^[^/]+$", "\\.(css|json)$"], dependencyTypesNot: ["core"] },
    },
    ...(folder === "server/cli"
      ? []
      : [
          {
            name: `packages-${folder.replace("/", "-")}`,
            comment: `${folder} may use only these packages: ${(packages[folder] ?? []).join(", ") || "none"}`,
            severity: "error",
            from: own,
            to: { path: "node_modules", pathNot: named },
          },
        ]),
  ];
}

module.exports = {
  forbidden: [
    ...Object.keys(floors).flatMap(floorRules),
    {
      name: "views-apart",
      comment: "a view never imports another view",
      severity: "error",
      from: { path: "^src/views/([^/]+)/", pathNot: tests },
      to: { path: "^src/views/([^/]+)/", pathNot: "^src/views/$1/" },
    },
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphan",
      comment: "a file that nothing imports is dead, unless a worker, a page or a command starts there",
      severity: "error",
      from: { orphan: true, pathNot: [tests, "\\.d\\.ts$", "^[^/]+$", "^e2e/", "^server/", "^workers/"] },
      to: {},
    },
    { name: "resolves", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-test-imported",
      severity: "error",
      from: { pathNot: [tests, "^e2e/"] },
      to: { path: [tests, "^e2e/(?!harness/)"] },
    },
    {
      name: "core-touches-nothing",
      comment: "core and contracts run anywhere",
      severity: "error",
      from: { path: "^src/(core|contracts)/", pathNot: tests },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|node_modules/\\.tsc)|src/engine/wasm/(kernels|generated)|\\?(url|raw|worker)$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
