import assert from 'node:assert/strict';
import { printIndex } from '../../../../semconv/generator/typescript/index-module.js';
import { type Module, printModules } from '../../../../semconv/generator/typescript/modules.js';
import { changedRegistry } from '../sample-model.js';

async function textOf(path: string): Promise<string> {
  const found = printModules(await changedRegistry()).find((module) => module.path === path);
  assert.ok(found !== undefined, `no module ${path}`);
  return found.text;
}

describe('printModules', () => {
  it('prints a constant with its documentation', async () => {
    const text = await textOf('generated/attributes/update');
    assert.ok(
      text.includes(`/**
 * Number of the round whose global model the client started from.
 *
 * @example 16
 *
 * @note Staleness is the number of the current round minus this.
 *
 * @experimental This attribute is in development and may change in any release.
 */
export const ATTR_FL_UPDATE_BASE_ROUND = 'fl.update.base_round' as const;
`),
    );
  });

  it('prints a template as a function', async () => {
    const text = await textOf('generated/attributes/round');
    assert.match(
      text,
      /^export const ATTR_FL_ROUND_METRIC = \(key: string\) => `fl\.round\.metric\.\$\{key\}` as const;$/m,
    );
  });

  it('prints the values of an enum', async () => {
    const text = await textOf('generated/attributes/failure');
    assert.ok(text.includes('Enum value "_OTHER" for attribute {@link ATTR_FL_DROPOUT_TYPE}.'));
    assert.ok(text.includes("export const FL_DROPOUT_TYPE_VALUE_OTHER = '_OTHER' as const;\n"));
  });

  it('calls stable attributes of OpenTelemetry stable', async () => {
    const text = await textOf('generated/attributes/otel');
    const before = text.slice(0, text.indexOf('ATTR_ERROR_TYPE ='));
    const errorType = before.slice(before.lastIndexOf('/**'));
    assert.ok(!errorType.includes('@experimental'));
  });

  it('prints a list of attributes once when all entries of a file share it', async () => {
    const text = await textOf('generated/descriptors/metrics-client-fields');
    assert.equal(text.match(/key: 'fl\.round\.number'/g)?.length, 1);
    assert.ok(text.includes('    attributes: attributes,\n'));
  });

  it('keeps every file under 300 lines', async () => {
    const registry = await changedRegistry();
    const modules = printModules(registry);
    const texts = [...modules.map(({ path, text }) => ({ path, text })), { path: 'index', text: printIndex(modules) }];
    assert.deepEqual(
      texts.filter(({ text }) => text.split('\n').length > 300).map(({ path }) => path),
      [],
    );
  });
});

describe('printIndex', () => {
  const module = (path: string, names: readonly string[], type = false): Module => ({
    path,
    text: '',
    exports: names.map((name) => ({ name, type })),
  });

  it('exports names one by one, sorted, types first', () => {
    const mixed: Module = {
      path: 'generated/a',
      text: '',
      exports: [
        { name: 'value', type: false },
        { name: 'Zed', type: true },
      ],
    };
    assert.ok(printIndex([mixed]).includes("export { type Zed, value } from './generated/a.js';\n"));
  });

  it('sorts an underscore before letters, as the formatter does', () => {
    const text = printIndex([module('generated/a', ['ROUNDS_X', 'ROUND_X'])]);
    assert.ok(text.includes("export { ROUND_X, ROUNDS_X } from './generated/a.js';\n"));
  });

  it('gives names a line each when they do not fit on one', () => {
    const names = Array.from({ length: 9 }, (_, index) => `METRIC_WITH_A_LONG_NAME_${index}`);
    const text = printIndex([module('generated/a', names)]);
    assert.ok(text.includes(`export {\n${names.map((name) => `  ${name},\n`).join('')}} from './generated/a.js';\n`));
  });

  it('leaves modules without public names out', () => {
    assert.ok(!printIndex([module('generated/hidden', [])]).includes('hidden'));
  });

  it('uses no wildcard', () => {
    assert.ok(!printIndex([module('generated/a', ['x'])]).includes('*'));
  });
});
