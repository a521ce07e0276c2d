import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { forbiddenImports, IMPORT_RULES } from './import-rules.js';
import { importsOf } from './imports.js';
import { sourceFiles } from './sources.js';

describe('import boundaries', () => {
  for (const folder of ['semconv', 'lib', 'exporters', 'cli', 'testing', 'examples']) {
    it(`${folder}/ imports only what it may`, () => {
      const files = sourceFiles(folder);
      assert.notEqual(files.length, 0, `${folder}/ has no sources: was it renamed?`);
      assert.deepEqual(
        files.flatMap((path) => forbiddenImports(path, readFileSync(path, 'utf8'))),
        [],
      );
    });
  }

  it('viewer/ imports only what it may, and of exporters/ only types', () => {
    const files = [...sourceFiles('viewer'), ...sourceFiles('viewer', '.tsx')];
    const sources = files.map((path) => ({ path, source: readFileSync(path, 'utf8') }));
    assert.ok(sources.length > 10, 'viewer/ has hardly any sources: was it renamed?');
    assert.deepEqual(
      sources.flatMap(({ path, source }) => forbiddenImports(path, source)),
      [],
    );
    const values = /^(?:import|export) (?!type )[^;]*?from '(?:\.\.\/)+exporters\//m;
    assert.deepEqual(
      sources.filter(({ source }) => values.test(source)).map(({ path }) => path),
      [],
    );
  });

  it('has a rule for every folder that is shipped', () => {
    const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };
    const shipped = files.filter((name) => name.startsWith('dist/')).map((name) => name.split('/')[1]);
    assert.deepEqual(
      shipped.filter((folder) => !IMPORT_RULES.some((rule) => rule.folder === folder)),
      [],
    );
  });
});

describe('forbiddenImports', () => {
  const cases: readonly { path: string; specifier: string; allowed: boolean }[] = [
    { path: 'semconv/index.ts', specifier: './generated/x.js', allowed: true },
    { path: 'semconv/index.ts', specifier: '../lib/index.js', allowed: false },
    { path: 'semconv/generated/a/b.ts', specifier: '../../types.js', allowed: true },
    { path: 'semconv/generated/a/b.ts', specifier: 'node:fs', allowed: false },
    { path: 'semconv/generator/main.ts', specifier: 'node:fs', allowed: true },
    { path: 'semconv/index.ts', specifier: './generator/generate.js', allowed: false },
    { path: 'lib/run/run.ts', specifier: '@opentelemetry/api', allowed: true },
    { path: 'lib/run/run.ts', specifier: '@opentelemetry/api-logs', allowed: false },
    { path: 'lib/run/run.ts', specifier: 'node:crypto', allowed: false },
    { path: 'lib/run/run.ts', specifier: '../../exporters/journal/events.js', allowed: false },
    { path: 'lib/run/run.ts', specifier: '../telemetry/index.js', allowed: false },
    { path: 'lib/run/run.ts', specifier: '../monitor/index.js', allowed: false },
    { path: 'lib/monitor/index.ts', specifier: 'node:fs', allowed: true },
    { path: 'lib/monitor/index.ts', specifier: '@opentelemetry/api', allowed: false },
    { path: 'lib/monitor/outputs/x.ts', specifier: '../../telemetry/peers.js', allowed: true },
    { path: 'lib/telemetry/index.ts', specifier: 'node:worker_threads', allowed: true },
    { path: 'lib/telemetry/index.ts', specifier: '../../exporters/bridge/index.js', allowed: false },
    { path: 'exporters/bridge/bridge.ts', specifier: '../journal/index.js', allowed: true },
    { path: 'exporters/bridge/bridge.ts', specifier: '../../lib/types.js', allowed: false },
    { path: 'exporters/bridge/bridge.ts', specifier: 'fedotel', allowed: false },
    { path: 'exporters/bridge/bridge.ts', specifier: '@opentelemetry/api', allowed: false },
    { path: 'cli/main.ts', specifier: '../test/support/x.js', allowed: false },
    { path: 'examples/digits/main.ts', specifier: 'fedotel/telemetry', allowed: true },
    { path: 'examples/digits/main.ts', specifier: '../../lib/index.js', allowed: false },
    { path: 'viewer/charts/x.tsx', specifier: 'uplot', allowed: true },
    { path: 'viewer/charts/x.tsx', specifier: '../../exporters/page/types.js', allowed: true },
    { path: 'viewer/charts/x.tsx', specifier: '../../exporters/journal/index.js', allowed: false },
    { path: 'viewer/charts/x.tsx', specifier: '../../lib/index.js', allowed: false },
    { path: 'viewer/charts/x.tsx', specifier: 'node:fs', allowed: false },
    { path: 'test/lib/x.test.ts', specifier: '../../anything/at/all.js', allowed: true },
  ];
  for (const { path, specifier, allowed } of cases) {
    it(`${allowed ? 'allows' : 'refuses'} ${specifier} in ${path}`, () => {
      assert.equal(forbiddenImports(path, `import { x } from '${specifier}';\n`).length, allowed ? 0 : 1);
    });
  }
});

describe('importsOf', () => {
  it('finds every form, with its line', () => {
    const source = [
      "import { a } from 'static';",
      "import type { B } from 'type-only';",
      "import 'side-effect';",
      "export { c } from 're-export';",
      'import {',
      '  d,',
      "} from 'many-lines';",
      "const e = await import('dynamic');",
      "type F = import('in-a-type').F;",
    ].join('\n');
    assert.deepEqual(
      importsOf(source)
        .map(({ specifier, line }) => `${line} ${specifier}`)
        .sort(),
      ['1 static', '2 type-only', '3 side-effect', '4 re-export', '7 many-lines', '8 dynamic', '9 in-a-type'],
    );
  });

  it('does not take examples in comments for imports', () => {
    const source = "/**\n * import { startRun } from 'fedotel';\n */\n// import 'x';\nexport const from = 'here';\n";
    assert.deepEqual(importsOf(source), []);
  });

  it('sees an import that follows a comment', () => {
    assert.deepEqual(importsOf("/* a\n b */\nimport 'x';\n"), [{ specifier: 'x', line: 3 }]);
  });
});
