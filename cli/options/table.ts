/** One option: drives the parser, `--help` and the documentation. */
export interface OptionSpec {
  /** Name on the command line and in the configuration file, without dashes. */
  readonly name: string;
  /** Name in the configuration file, where another command means something else by the option's name. */
  readonly fileName?: string;
  /** `list`: given several times, or with commas, or both. */
  readonly type: 'string' | 'number' | 'boolean' | 'list';
  /** Value when nothing sets it; without one the option is unset then. */
  readonly default?: string | number | boolean | readonly string[];
  /** Environment variables that set it; the first one that is set wins. */
  readonly env?: readonly string[];
  /** What stands for the value in `--help`. */
  readonly placeholder?: string;
  /** Smallest legal number. */
  readonly minimum?: number;
  /** Largest legal number. */
  readonly maximum?: number;
  /** A number must be whole. */
  readonly whole?: boolean;
  /** What it does, with unit, in one line. */
  readonly help: string;
}

/** A table of options by the name that the code uses. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** A value as it comes from a command line, a variable or a file. */
export type RawValue = string | number | boolean | readonly string[];

type ValueOf<S extends OptionSpec> = S['type'] extends 'string'
  ? string
  : S['type'] extends 'number'
    ? number
    : S['type'] extends 'boolean'
      ? boolean
      : readonly string[];

/** Resolved values: an option with a default is always there. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends { readonly default: RawValue } ? ValueOf<T[K]> : ValueOf<T[K]> | undefined;
};

/** Name of an option in the configuration file. */
export function fileNameOf({ name, fileName }: OptionSpec): string {
  return fileName ?? name;
}
