import type { OptionDescriptor } from '../../lib/telemetry/config/options.js';
import { code, table } from './markdown.js';

/** The table of the options of `startTelemetry`, or of others that are described alike. */
export function renderTelemetryOptions(options: Readonly<Record<string, OptionDescriptor>>): string {
  const rows = Object.entries(options).map(([name, option]) => [
    code(name),
    [option.help, valuesOf(option)].filter(Boolean).join(' '),
    option.defaultText ?? code(option.default === undefined ? '' : [option.default].flat().join(',')),
    variableOf(option),
  ]);
  return table(['option', 'what it does', 'default', 'variable'], rows);
}

function valuesOf({ values }: OptionDescriptor): string {
  return values === undefined ? '' : `One of ${values.map(code).join(', ')}.`;
}

function variableOf({ env, perSignal }: OptionDescriptor): string {
  if (env === undefined) return '';
  return perSignal === true ? `${code(env)} and per signal` : code(env);
}
