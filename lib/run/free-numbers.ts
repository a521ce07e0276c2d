import type { ArgumentReader } from '../core/read.js';
import type { AttributeMap } from '../core/records.js';
import { cutText, entriesOf } from '../core/values.js';

/** Most free numbers of one event. */
const MAX_NUMBERS = 256;
const MAX_NAME = 256;

/** Free numbers under their registered names; what is no number is said and left out. */
export function freeNumbers(read: ArgumentReader, given: unknown, name: (key: string) => string): AttributeMap {
  const numbers: [string, number][] = [];
  for (const [key, value] of entriesOf(given)) {
    const number = read.number(`metrics.${cutText(key, MAX_NAME)}`, value);
    if (number !== undefined && key !== '' && numbers.length < MAX_NUMBERS) {
      numbers.push([name(cutText(key, MAX_NAME)), number]);
    }
  }
  return Object.fromEntries(numbers);
}
