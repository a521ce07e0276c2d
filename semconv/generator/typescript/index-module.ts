import { HEADER } from './constants.js';
import type { Module } from './modules.js';

/** Hand-written modules of `semconv/` that the index exports too. */
const HAND_WRITTEN: readonly Pick<Module, 'path' | 'exports'>[] = [
  {
    path: 'lookup',
    exports: ['findAttribute', 'findEvent', 'findMetric', 'findSpan'].map((name) => ({ name, type: false })),
  },
  {
    path: 'resources',
    exports: ['findResourceField', 'resourceFieldOf'].map((name) => ({ name, type: false })),
  },
  { path: 'scale', exports: ['scaleValue', 'unscaleValue'].map((name) => ({ name, type: false })) },
  {
    path: 'scope',
    exports: ['SCOPE_NAME', 'SCOPE_NAME_CLIENT', 'SCOPE_NAME_MONITOR', 'SCOPE_NAME_RELAY'].map((name) => ({
      name,
      type: false,
    })),
  },
  {
    path: 'types',
    exports: [
      'AttributeDescriptor',
      'AttributeType',
      'ClientFieldDescriptor',
      'EventDescriptor',
      'InstrumentDescriptor',
      'InstrumentKind',
      'MetricDescriptor',
      'RequirementLevel',
      'ResourceFieldDescriptor',
      'ResourcePlace',
      'SignalAttribute',
      'SpanDescriptor',
    ].map((name) => ({ name, type: true })),
  },
];

/** The order of the formatter's import sorting: case-insensitive, so that `_` comes before letters. */
function compare(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}

function printExports(module: Pick<Module, 'path' | 'exports'>): string {
  const onlyTypes = module.exports.every((item) => item.type);
  const sorted = [...module.exports].sort(
    (left, right) => Number(right.type) - Number(left.type) || compare(left.name, right.name),
  );
  const names = sorted.map(({ name, type }) => (type && !onlyTypes ? `type ${name}` : name));
  const keyword = onlyTypes ? 'export type' : 'export';
  const tail = `from './${module.path}.js';\n`;
  const flat = `${keyword} { ${names.join(', ')} } ${tail}`;
  return flat.length <= 121 ? flat : `${keyword} {\n${names.map((name) => `  ${name},\n`).join('')}} ${tail}`;
}

/** Prints `semconv/index.ts`: every public name by name. */
export function printIndex(modules: readonly Module[]): string {
  const all = [...modules.filter((module) => module.exports.length > 0), ...HAND_WRITTEN];
  return (
    HEADER +
    all
      .sort((left, right) => compare(left.path, right.path))
      .map(printExports)
      .join('')
  );
}
