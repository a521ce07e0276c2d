import { clientFields } from '../../../semconv/index.js';
import type { Environment } from './option-reader.js';

/** Series of single clients. */
export interface PerClientConfig {
  /** Most clients at a time. */
  readonly max: number;
  /** Metric names of the fields that are shown. */
  readonly names: ReadonlySet<string>;
}

const VARIABLE = 'FEDOTEL_PROMETHEUS_PER_CLIENT';
/** 17 fields of 200 clients are some 3,000 series, which a small Prometheus does not feel. */
const DEFAULT_MAX_CLIENTS = 200;
/** A page of them with all fields is 1.6 MB, which takes the app's thread some tenths of a second at each scrape. */
const MOST_CLIENTS = 1000;

/**
 * The member `perClient` of the option, else the variable, which is `true`, `false` or a number of clients.
 *
 * @throws Error naming option or variable, what was expected and what came
 */
export function resolvePerClient(option: unknown, environment: Environment): PerClientConfig | undefined {
  if (option !== undefined) {
    return readPerClient(option);
  }
  const flag = environment[VARIABLE]?.trim().toLowerCase() ?? '';
  if (flag === '' || flag === 'false') {
    return undefined;
  }
  return perClient(flag === 'true' ? undefined : maxOf(VARIABLE, /^\d+$/.test(flag) ? Number(flag) : flag), undefined);
}

function readPerClient(option: unknown): PerClientConfig | undefined {
  const name = 'option prometheus.perClient';
  if (typeof option === 'boolean') {
    return option ? perClient(undefined, undefined) : undefined;
  }
  if (typeof option !== 'object' || option === null || Array.isArray(option)) {
    throw new Error(`fedotel: ${name} must be true, false or an object, got ${JSON.stringify(option)}.`);
  }
  const given = new Map<string, unknown>(Object.entries(option));
  const unknown = [...given.keys()].find((member) => member !== 'max' && member !== 'fields');
  if (unknown !== undefined) {
    throw new Error(`fedotel: ${name} has no member ${unknown}; there are max, fields.`);
  }
  return perClient(maxOf(`${name}.max`, given.get('max')), namesOf(`${name}.fields`, given.get('fields')));
}

function perClient(max: number | undefined, names: ReadonlySet<string> | undefined): PerClientConfig {
  return { max: max ?? DEFAULT_MAX_CLIENTS, names: names ?? new Set(clientFields.map(({ name }) => name)) };
}

function maxOf(source: string, value: unknown): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > MOST_CLIENTS) {
    throw new Error(
      `fedotel: ${source} must be a number of clients from 1 to ${MOST_CLIENTS}, got ${JSON.stringify(value)}.`,
    );
  }
  return value;
}

function namesOf(source: string, value: unknown): ReadonlySet<string> | undefined {
  if (value === undefined) {
    return undefined;
  }
  const fields: readonly unknown[] = Array.isArray(value) ? value : [value];
  return new Set(
    fields.map((given) => {
      const known = clientFields.find(({ field }) => field === given);
      if (known === undefined) {
        const legal = clientFields.map(({ field }) => field).join(', ');
        throw new Error(`fedotel: ${source} must be a list of ${legal}; got ${JSON.stringify(given)}.`);
      }
      return known.name;
    }),
  );
}
