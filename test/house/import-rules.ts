import { posix } from 'node:path';
import { importsOf } from './imports.js';

/**
 * What the sources of one folder may import. `biome.json` says the same to the linter; this second writing notices a
 * linter rule that stopped matching.
 */
export interface ImportRule {
  /** Folder the rule is for; the rule with the longest matching folder wins. */
  readonly folder: string;
  /** Folders of this repository that its files may import from. */
  readonly folders: readonly string[];
  /** Packages that they may import; `node:*` and `@scope/*` stand for all of a kind. */
  readonly packages: readonly string[];
}

const SHIPPED = ['semconv', 'lib', 'exporters', 'cli', 'testing'];

/** The rules, one a folder. The library core is kept free of Node.js so that it also runs in a browser. */
export const IMPORT_RULES: readonly ImportRule[] = [
  { folder: 'semconv', folders: ['semconv'], packages: [] },
  { folder: 'semconv/generator', folders: ['semconv'], packages: ['node:*', 'yaml'] },
  { folder: 'lib', folders: ['semconv', 'lib'], packages: ['@opentelemetry/api'] },
  { folder: 'lib/telemetry', folders: ['semconv', 'lib'], packages: ['node:*', '@opentelemetry/*'] },
  { folder: 'lib/monitor', folders: ['semconv', 'lib', 'lib/telemetry'], packages: ['node:*', 'systeminformation'] },
  { folder: 'exporters', folders: ['semconv', 'exporters'], packages: ['node:*', 'yaml'] },
  { folder: 'exporters/page/geoip', folders: ['exporters/page'], packages: ['node:*', 'maxmind'] },
  {
    folder: 'exporters/tables/parquet',
    folders: ['exporters/journal', 'exporters/projection', 'exporters/tables'],
    packages: ['node:*', 'hyparquet-writer'],
  },
  { folder: 'testing', folders: ['semconv', 'lib', 'exporters', 'testing'], packages: ['node:*', '@opentelemetry/*'] },
  { folder: 'cli', folders: SHIPPED, packages: ['node:*', 'yaml'] },
  {
    // Of exporters/ types only, which the test of the boundaries looks at: nothing of the server may reach the page.
    folder: 'viewer',
    folders: ['semconv', 'viewer', 'exporters/page', 'exporters/run-model'],
    packages: [
      'preact',
      'preact/*',
      '@preact/signals',
      'uplot',
      'uplot/*',
      'd3-geo',
      'topojson-*',
      'geojson',
      'world-atlas/*',
    ],
  },
  {
    folder: 'examples',
    folders: ['examples'],
    packages: ['node:*', '@opentelemetry/*', 'fedotel', 'fedotel/*', 'mnist'],
  },
];

/** Folders that a rule's own folder does not contain, although their path begins with it. */
const APART: readonly (readonly [outer: string, inner: string])[] = [
  ['lib', 'lib/telemetry'],
  ['lib', 'lib/monitor'],
  ['semconv', 'semconv/generator'],
];

/**
 * The imports of `source` that its folder may not have, as lines to show.
 *
 * @param path where the source stands, relative to the repository's root, with `/`
 */
export function forbiddenImports(path: string, source: string): readonly string[] {
  const rule = IMPORT_RULES.filter(({ folder }) => inside(path, folder)).sort(
    (a, b) => b.folder.length - a.folder.length,
  )[0];
  if (rule === undefined) {
    return [];
  }
  return importsOf(source)
    .filter(({ specifier }) => !allowed(rule, path, specifier))
    .map(({ specifier, line }) => `${path}:${line} imports ${specifier}`);
}

function allowed(rule: ImportRule, path: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) {
    return rule.packages.some((name) =>
      name.endsWith('*') ? specifier.startsWith(name.slice(0, -1)) : specifier === name,
    );
  }
  const target = posix.join(posix.dirname(path), specifier);
  const kept = APART.some(([outer, inner]) => rule.folder === outer && inside(target, inner));
  return !kept && rule.folders.some((folder) => inside(target, folder));
}

function inside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
