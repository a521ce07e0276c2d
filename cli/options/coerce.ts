import { UsageError } from '../errors.js';
import type { OptionSpec, RawValue } from './table.js';

/**
 * The value of an option in its type.
 *
 * @param source what gave the value: `--name`, a variable, or the file; it begins the error message
 * @throws UsageError that names the source, what was expected and what came
 */
export function coerce(spec: OptionSpec, source: string, raw: RawValue): RawValue {
  switch (spec.type) {
    case 'string':
      // Mostly a variable of a script that is not set; as a path it would mean the working directory.
      if (typeof raw === 'boolean' || Array.isArray(raw) || raw === '') throw wrong(source, 'a text', raw);
      return String(raw);
    case 'number':
      return toNumber(spec, source, raw);
    case 'boolean':
      if (typeof raw === 'boolean') return raw;
      if (raw === 'true' || raw === '1') return true;
      if (raw === 'false' || raw === '0') return false;
      throw wrong(source, 'true or false', raw);
    case 'list': {
      const items = typeof raw === 'string' ? [raw] : raw;
      if (!Array.isArray(items)) throw wrong(source, 'a list of texts', raw);
      return items
        .flatMap((item: string) => item.split(','))
        .map((item) => item.trim())
        .filter((item) => item !== '');
    }
  }
}

function toNumber({ minimum, maximum, whole }: OptionSpec, source: string, raw: RawValue): number {
  const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  const fits =
    typeof number === 'number' &&
    Number.isFinite(number) &&
    number >= (minimum ?? number) &&
    number <= (maximum ?? number) &&
    (whole !== true || Number.isSafeInteger(number));
  if (fits) return number;
  const bounds = [
    minimum === undefined ? [] : [`from ${minimum}`],
    maximum === undefined ? [] : [`up to ${maximum}`],
  ].flat();
  throw wrong(source, [whole === true ? 'a whole number' : 'a number', ...bounds].join(' '), raw);
}

function wrong(source: string, expected: string, raw: RawValue): UsageError {
  return new UsageError(`${source}: expected ${expected}, got ${JSON.stringify(raw)}`);
}
