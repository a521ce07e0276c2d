import type { OptionSpec, OptionTable } from './table.js';

/** An option with its value's placeholder, as a user writes it. */
export function flagOf(spec: OptionSpec): string {
  return spec.type === 'boolean' ? `--${spec.name}` : `--${spec.name} ${spec.placeholder ?? 'VALUE'}`;
}

/** The default as a user would write it; `undefined` when there is none worth saying. */
export function defaultOf(spec: OptionSpec): string | undefined {
  return spec.default === undefined || spec.default === false ? undefined : [spec.default].flat().join(',');
}

/** The options of a table as lines of `--help`. */
export function describeOptions(table: OptionTable): string {
  const rows = [
    ...Object.values(table).map((spec) => [flagOf(spec), helpOf(spec)] as const),
    ['--help', 'show this help'] as const,
  ];
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

function helpOf(spec: OptionSpec): string {
  const standard = defaultOf(spec);
  const notes = [
    ...(standard === undefined ? [] : [`default ${standard}`]),
    ...(spec.env === undefined ? [] : [`env ${spec.env.join(', ')}`]),
  ];
  return notes.length === 0 ? spec.help : `${spec.help} (${notes.join('; ')})`;
}
