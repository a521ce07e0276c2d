import assert from 'node:assert/strict';
import { UsageError } from '../../../cli/errors.js';
import { coerce } from '../../../cli/options/coerce.js';
import type { OptionSpec, RawValue } from '../../../cli/options/table.js';

const spec = (more: Partial<OptionSpec>): OptionSpec => ({ name: 'x', type: 'string', help: '', ...more });

describe('coerce', () => {
  const taken: readonly (readonly [OptionSpec, RawValue, RawValue])[] = [
    [spec({}), 'text', 'text'],
    [spec({}), 4318, '4318'],
    [spec({ type: 'number' }), '1e3', 1000],
    [spec({ type: 'number' }), 0.5, 0.5],
    [spec({ type: 'number', minimum: 0, maximum: 2 }), '0', 0],
    [spec({ type: 'number', minimum: 0, maximum: 2 }), '2', 2],
    [spec({ type: 'number', whole: true }), '-3', -3],
    [spec({ type: 'boolean' }), '1', true],
    [spec({ type: 'boolean' }), 'false', false],
    [spec({ type: 'list' }), ' a ,b,,', ['a', 'b']],
    [spec({ type: 'list' }), ['a,b', 'c'], ['a', 'b', 'c']],
  ];
  for (const [option, raw, value] of taken) {
    it(`makes ${JSON.stringify(raw)} the ${option.type} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(coerce(option, '--x', raw), value);
    });
  }

  const refused: readonly (readonly [OptionSpec, RawValue, string])[] = [
    [spec({}), true, '--x: expected a text, got true'],
    [spec({}), ['a'], '--x: expected a text, got ["a"]'],
    [spec({ type: 'number' }), '', '--x: expected a number, got ""'],
    [spec({ type: 'string' }), '', '--x: expected a text, got ""'],
    [spec({ type: 'number' }), 'Infinity', '--x: expected a number, got "Infinity"'],
    [spec({ type: 'number' }), true, '--x: expected a number, got true'],
    [spec({ type: 'number', minimum: 0 }), '-1', '--x: expected a number from 0, got "-1"'],
    [spec({ type: 'number', minimum: 0, maximum: 2 }), 3, '--x: expected a number from 0 up to 2, got 3'],
    [spec({ type: 'number', whole: true, minimum: 1 }), '1.5', '--x: expected a whole number from 1, got "1.5"'],
    [spec({ type: 'boolean' }), 'maybe', '--x: expected true or false, got "maybe"'],
    [spec({ type: 'list' }), 5, '--x: expected a list of texts, got 5'],
  ];
  for (const [option, raw, message] of refused) {
    it(`refuses: ${message}`, () => {
      assert.throws(
        () => coerce(option, '--x', raw),
        (error) => error instanceof UsageError && error.message === message,
      );
    });
  }
});
