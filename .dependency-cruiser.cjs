// The import fences of docs/architecture.md, checked by a machine.
const inCore = (rooms) => `^packages/core/src/(${rooms})/`;
/** Rooms of core from the lowest to the highest; a room may import only rooms named before it. */
const coreLayers = [
  'assert|table|types|value',
  'event|yaml',
  'diagnostics',
  'descriptor',
  'expression',
  'transform|routing|schema-evolution',
  'pipeline',
  'chain',
  'document',
  'graph|commands|language|explain',
];
/** Features of the web app: they talk through the document store, never to each other. */
const features = 'canvas|editor|inspector|panels|preview|runs|history|pipelines|connections|settings|launch';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...coreLayers.slice(0, -1).map((rooms, at) => ({
      name: `core-layer-${at}-does-not-look-up`,
      severity: 'error',
      from: { path: inCore(rooms) },
      to: { path: inCore(coreLayers.slice(at + 1).join('|')) },
    })),
    {
      name: 'core-is-pure',
      comment:
        'core imports zod, yaml and a linear-time regex library; nothing of Node, the DOM or other packages',
      severity: 'error',
      from: { path: '^packages/core/src', pathNot: ['\\.test\\.ts$', '/testing/'] },
      to: { pathNot: ['^packages/core/src', 'node_modules/(zod|yaml|re2js)/', '^(zod|yaml|re2js)$'] },
    },
    {
      name: 'descriptors-are-browser-safe',
      severity: 'error',
      from: {
        path: '^packages/connectors/src/(.*/descriptor|.*/conversions|descriptors|common-options|common-sink)\\.ts$',
      },
      to: {
        pathNot: [
          '^packages/core/src',
          '^packages/connectors/src/(.*/descriptor|.*/conversions|descriptors|common-options|common-sink)\\.ts$',
        ],
      },
    },
    {
      name: 'connectors-see-the-engine-through-api',
      severity: 'error',
      from: { path: '^packages/connectors/src', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^packages/engine/src', pathNot: '^packages/engine/src/api/' },
    },
    {
      name: 'a-connector-keeps-to-its-folder',
      comment: 'torture is no connector, but tests over several of them',
      severity: 'error',
      from: { path: '^packages/connectors/src/([^/]+)/', pathNot: '^packages/connectors/src/torture/' },
      to: { path: '^packages/connectors/src/([^/]+)/', pathNot: '^packages/connectors/src/$1/' },
    },
    {
      name: 'engine-knows-no-connector',
      severity: 'error',
      from: { path: '^packages/engine/src' },
      to: { path: '^(packages/(connectors|cli|demo)|apps)/' },
    },
    {
      name: 'flink-sees-core-only',
      severity: 'error',
      from: { path: '^packages/flink/src', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages/(?!flink/|core/)|apps)/' },
    },
    {
      name: 'only-command-and-server-see-flink',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: '^(packages/(flink|cli)|apps/server)/' },
      to: { path: '^packages/flink/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-imports-core-descriptors-and-types',
      severity: 'error',
      from: { path: '^apps/web/src' },
      to: { path: '^(packages/(engine|cli|demo)|packages/connectors/src/(registry|.*/runtime))' },
    },
    {
      name: 'web-sees-the-server-as-types',
      severity: 'error',
      from: { path: '^apps/web/src' },
      to: { path: '^apps/server', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-features-do-not-import-each-other',
      severity: 'error',
      from: { path: `^apps/web/src/(${features})/` },
      to: { path: `^apps/web/src/(${features}|app)/`, pathNot: '^apps/web/src/$1/' },
    },
    {
      name: 'web-ui-knows-nothing-of-pipelines',
      severity: 'error',
      from: { path: '^apps/web/src/ui/' },
      to: { path: '^(packages|apps/web/src/(?!ui/))' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
