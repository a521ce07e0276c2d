import assert from 'node:assert/strict';
import * as semconv from '../../semconv/index.js';

const exported = new Map<string, unknown>(Object.entries(semconv));

function constants(prefix: string): readonly (readonly [string, unknown])[] {
  return [...exported].filter(([name]) => name.startsWith(prefix));
}

/** `fl.update.base_round` -> `FL_UPDATE_BASE_ROUND`. */
function constantOf(name: string): string {
  return name.replaceAll('.', '_').toUpperCase();
}

describe('the exports of semconv', () => {
  it('have one constant for each attribute, templates being functions', () => {
    const expected = Object.values(semconv.attributeDescriptors).map(({ key, template }) => [
      `ATTR_${constantOf(key)}`,
      template ? `${key}.x` : key,
    ]);
    const actual = constants('ATTR_').map(([name, value]) => [name, typeof value === 'function' ? value('x') : value]);
    assert.deepEqual(new Map(actual as [string, unknown][]), new Map(expected as [string, unknown][]));
  });

  it('have one constant for each metric', () => {
    const expected = Object.keys(semconv.metricDescriptors).map(
      (name) => [`METRIC_${constantOf(name)}`, name] as const,
    );
    assert.deepEqual(new Map(constants('METRIC_')), new Map<string, unknown>(expected));
  });

  it('have one constant for each event', () => {
    const expected = Object.keys(semconv.eventDescriptors).map((name) => [`EVENT_${constantOf(name)}`, name] as const);
    assert.deepEqual(new Map(constants('EVENT_')), new Map<string, unknown>(expected));
  });

  it('have one constant for each value of an enum', () => {
    const values = [...exported].filter(([name]) => name.includes('_VALUE_')).map(([, value]) => value);
    const members = Object.values(semconv.attributeDescriptors).flatMap((descriptor) => descriptor.members ?? []);
    assert.deepEqual(values.sort(), members.sort());
  });

  it('name schema, version and scopes', () => {
    assert.equal(semconv.SCHEMA_URL, 'https://fedotel.dev/schemas/0.1.0');
    assert.equal(semconv.SEMCONV_VERSION, '0.1.0');
    assert.ok(semconv.SCHEMA_URL.endsWith(`/${semconv.SEMCONV_VERSION}`));
    assert.deepEqual(
      [semconv.SCOPE_NAME, semconv.SCOPE_NAME_CLIENT, semconv.SCOPE_NAME_RELAY],
      ['fedotel', 'fedotel.client', 'fedotel.relay'],
    );
  });
});
