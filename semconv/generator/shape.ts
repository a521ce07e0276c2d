/** The model cannot be read: syntax, an unknown key, a missing one, a wrong type or a reference to nothing. */
export class ModelError extends Error {
  override readonly name = 'ModelError';

  /** @param where file and place within it; @param problem what was expected and what came */
  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`);
  }
}

function describe(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One YAML mapping, read key by key. `finish` refuses keys that nobody asked for, as weaver's schema does. */
export class Shape {
  private readonly record: Record<string, unknown>;
  private readonly asked = new Set<string>();

  /** @throws ModelError when `value` is not a mapping */
  constructor(
    value: unknown,
    readonly where: string,
  ) {
    if (!isObject(value)) {
      throw new ModelError(where, `expected a mapping, got ${describe(value)}`);
    }
    this.record = value;
  }

  has(key: string): boolean {
    this.asked.add(key);
    return this.record[key] !== undefined;
  }

  /** The value as it stands. */
  raw(key: string): unknown {
    this.asked.add(key);
    return this.record[key];
  }

  /** @throws ModelError when it is not a string */
  string(key: string): string {
    const value = this.raw(key);
    if (typeof value !== 'string') {
      throw new ModelError(this.where, `${key}: expected a string, got ${describe(value)}`);
    }
    return value.trim();
  }

  optionalString(key: string): string | undefined {
    return this.has(key) ? this.string(key) : undefined;
  }

  /** @throws ModelError when it is there and no finite number */
  optionalNumber(key: string): number | undefined {
    const value = this.raw(key);
    if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value))) {
      throw new ModelError(this.where, `${key}: expected a number, got ${describe(value)}`);
    }
    return value;
  }

  /** Absent is `false`. @throws ModelError when it is there and no boolean */
  flag(key: string): boolean {
    const value = this.raw(key) ?? false;
    if (typeof value !== 'boolean') {
      throw new ModelError(this.where, `${key}: expected true or false, got ${describe(value)}`);
    }
    return value;
  }

  /** Absent is empty. @throws ModelError when it is there and no sequence */
  list(key: string): readonly unknown[] {
    const value = this.raw(key) ?? [];
    if (!Array.isArray(value)) {
      throw new ModelError(this.where, `${key}: expected a sequence, got ${describe(value)}`);
    }
    return value;
  }

  /** @throws ModelError when it is none of `allowed` */
  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    const value = this.string(key);
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) {
      throw new ModelError(this.where, `${key}: expected one of ${allowed.join(', ')}, got ${describe(value)}`);
    }
    return found;
  }

  /** A nested mapping; absent is empty. */
  child(key: string): Shape {
    return new Shape(this.raw(key) ?? {}, `${this.where}.${key}`);
  }

  /** A sequence of mappings; absent is empty. */
  children(key: string): readonly Shape[] {
    return this.list(key).map((item, index) => new Shape(item, `${this.where}.${key}[${index}]`));
  }

  /** @throws ModelError when a key is left that the syntax does not have */
  finish(): void {
    const unknown = Object.keys(this.record).filter((key) => !this.asked.has(key));
    if (unknown.length > 0) {
      throw new ModelError(this.where, `unknown key ${unknown.join(', ')}`);
    }
  }
}
