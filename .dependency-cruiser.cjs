/**
 * The import rule of the project, one layer to the ones below it:
 *   cli, dashboard -> claims, export -> sweep -> train, tracking -> engine, data, db -> config, stats, random, optimizers
 */
const layers = [
  ['src/cli', 'dashboard'],
  ['src/claims', 'src/export'],
  ['src/sweep'],
  ['src/train', 'src/tracking'],
  ['src/engine', 'src/data', 'db'],
  ['src/config', 'src/stats', 'src/random', 'src/optimizers'],
];
const folder = (names) => `^(${names.join('|')})/`;

module.exports = {
  forbidden: [
    ...layers.slice(1).map((from, index) => ({
      name: `no-upward-import-${from.map((name) => name.split('/').at(-1)).join('-')}`,
      comment: 'Data and imports flow one way: a lower layer never imports a higher one.',
      severity: 'error',
      from: { path: folder(from) },
      to: { path: folder(layers.slice(0, index + 1).flat()) },
    })),
    {
      name: 'sql-stays-in-db',
      comment: 'Only db/ holds SQL, so that another database stays possible.',
      severity: 'error',
      from: { pathNot: '^(db|tests|bench)/' },
      to: { path: 'node_modules/(better-sqlite3|drizzle-orm)/' },
    },
    {
      name: 'experiments-use-the-public-entry',
      comment: 'A definition imports what a user could import.',
      severity: 'error',
      from: { path: '^experiments/' },
      to: { path: '^(src|db)/', pathNot: '^src/index\\.ts$' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
