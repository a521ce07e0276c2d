import type { Bounds } from '../../exporters/bridge/retention/index.js';
import type { OptionTable } from '../options/table.js';
import { parseAge, parseSize } from './units.js';

/** Options that say what goes from a runs folder. */
export const retentionOptions = {
  keep: {
    name: 'keep',
    type: 'string',
    env: ['FEDOTEL_KEEP'],
    placeholder: 'AGE',
    help: 'remove runs, once an hour, whose last data is older, such as 30d or 12h',
  },
  maxSize: {
    name: 'max-size',
    type: 'string',
    env: ['FEDOTEL_MAX_SIZE'],
    placeholder: 'SIZE',
    help: 'remove the oldest runs, once an hour, until the others take no more, such as 10GB',
  },
} as const satisfies OptionTable;

/** The bounds that were given. @throws UsageError naming the option */
export function boundsOf(values: {
  readonly keep?: string | undefined;
  readonly maxSize?: string | undefined;
}): Bounds {
  return {
    keepSeconds: values.keep === undefined ? undefined : parseAge('--keep', values.keep),
    maxBytes: values.maxSize === undefined ? undefined : parseSize('--max-size', values.maxSize),
  };
}
