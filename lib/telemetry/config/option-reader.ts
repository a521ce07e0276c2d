import type { TelemetryOptions } from '../types.js';
import { type OptionDescriptor, telemetryOptions } from './options.js';
import { checkOptionValue, parseEnvironmentValue } from './parse.js';
import type { Signal } from './signal.js';

/** The variables of a process, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A value of an option and where it came from. */
export interface Sourced<T> {
  readonly value: T;
  /** `option endpoint`, or the name of a variable. */
  readonly source: string;
}

/** Reads options by the precedence code > variable of the signal > variable > default. */
export interface OptionReader {
  /** The value in effect, the default included. @throws Error when it is illegal */
  value<K extends keyof TelemetryOptions>(name: K, signal?: Signal): TelemetryOptions[K];
  /** Every value that was given, the strongest first, without the default. @throws Error when one is illegal */
  given<K extends keyof TelemetryOptions>(
    name: K,
    signal?: Signal,
  ): readonly Sourced<NonNullable<TelemetryOptions[K]>>[];
  /** Values of the environment that were ignored, as readable lines. */
  readonly warnings: readonly string[];
}

/** @throws Error when an option has a name that does not exist */
export function createOptionReader(options: TelemetryOptions, environment: Environment): OptionReader {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(telemetryOptions, name)) {
      throw new Error(
        `fedotel: startTelemetry has no option ${name}; there are ${Object.keys(telemetryOptions).join(', ')}.`,
      );
    }
  }
  return new TableOptionReader(options, environment);
}

class TableOptionReader implements OptionReader {
  readonly warnings: string[] = [];
  readonly #options: TelemetryOptions;
  readonly #environment: Environment;

  constructor(options: TelemetryOptions, environment: Environment) {
    this.#options = options;
    this.#environment = environment;
  }

  value<K extends keyof TelemetryOptions>(name: K, signal?: Signal): TelemetryOptions[K] {
    const descriptor: OptionDescriptor = telemetryOptions[name];
    return this.given(name, signal)[0]?.value ?? (descriptor.default as TelemetryOptions[K]);
  }

  given<K extends keyof TelemetryOptions>(name: K, signal?: Signal): Sourced<NonNullable<TelemetryOptions[K]>>[] {
    const descriptor: OptionDescriptor = telemetryOptions[name];
    const found: Sourced<unknown>[] = [];
    const code = this.#options[name];
    if (code !== undefined && code !== null) {
      const checked = checkOptionValue(descriptor, code);
      if (checked.kind === 'invalid') {
        throw illegal(`option ${name}`, checked.expected, code, descriptor);
      }
      found.push({ value: checked.value, source: `option ${name}` });
    }
    for (const variable of variablesOf(descriptor, signal)) {
      const value = this.#fromEnvironment(variable, descriptor);
      if (value !== undefined) {
        found.push({ value, source: variable });
      }
    }
    return found as Sourced<NonNullable<TelemetryOptions[K]>>[];
  }

  /** An empty variable is one that is not set, as the specification says. */
  #fromEnvironment(variable: string, descriptor: OptionDescriptor): unknown {
    const text = this.#environment[variable];
    if (text === undefined || text.trim() === '') {
      return undefined;
    }
    const parsed = parseEnvironmentValue(descriptor, text);
    if (parsed.kind === 'ok') {
      return parsed.value;
    }
    if (descriptor.otherwise === undefined) {
      throw illegal(variable, parsed.expected, text, descriptor);
    }
    // The exporter variables are lists: another tool's exporter beside ours is none of our business.
    const legal = text.split(',').find((item) => descriptor.values?.includes(item.trim()));
    if (legal !== undefined) {
      return legal.trim();
    }
    if (text.split(',').some((item) => descriptor.elsewhere?.includes(item.trim()))) {
      return descriptor.otherwise;
    }
    this.#warn(`${variable}=${text} is not supported (expected ${parsed.expected}); using ${descriptor.otherwise}.`);
    return descriptor.otherwise;
  }

  #warn(line: string): void {
    if (!this.warnings.includes(line)) {
      this.warnings.push(line);
    }
  }
}

/** Names of the variables of an option, the strongest first. */
function variablesOf(descriptor: OptionDescriptor, signal: Signal | undefined): string[] {
  if (descriptor.env === undefined) {
    return [];
  }
  return descriptor.perSignal && signal !== undefined
    ? [descriptor.env.replace('OTLP_', `OTLP_${signal.toUpperCase()}_`), descriptor.env]
    : [descriptor.env];
}

function illegal(source: string, expected: string, actual: unknown, descriptor: OptionDescriptor): Error {
  const shown = typeof actual === 'string' ? JSON.stringify(actual) : String(actual);
  return new Error(`fedotel: ${source} must be ${expected}, got ${shown.slice(0, 200)}. ${descriptor.help}`);
}
