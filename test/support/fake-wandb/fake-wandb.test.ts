import assert from 'node:assert/strict';
import { execute } from './graphql/execute.js';
import { GraphqlError } from './graphql/lexer.js';
import { parseSchema } from './graphql/schema.js';
import { parseRow } from './row.js';
import { StreamFile } from './stream-file.js';

const schema = parseSchema(`
  type Query { hello(name: String!, times: Int): Greeting list: [Greeting!]! }
  type Greeting { text: String! tone: Tone }
  enum Tone { LOUD SOFT }
  type Mutation { say(input: SayInput!): Greeting }
  input SayInput { text: String! config: JSONString tags: [String!] }
`);
const roots = {
  hello: ({ name, times }: Readonly<Record<string, unknown>>) => ({ text: `hi ${name} ${times}`, tone: 'SOFT' }),
  list: () => [{ text: 'a', tone: null }],
  say: ({ input }: Readonly<Record<string, unknown>>) => ({ text: JSON.stringify(input), tone: null }),
};
const ask = (query: string, variables: Readonly<Record<string, unknown>> = {}, operationName = '') =>
  execute(schema, roots, { query, variables, operationName });

describe('GraphQL of the recording server', () => {
  it('answers what is asked for, and nothing else', () => {
    assert.deepEqual(ask('{ hello(name: "x") { text } list { __typename text } }'), {
      hello: { text: 'hi x null' },
      list: [{ __typename: 'Greeting', text: 'a' }],
    });
    assert.deepEqual(
      ask(
        'query A($n: String!, $deep: Boolean = false) { all: hello(name: $n, times: 2) { ... on Greeting { text tone @include(if: $deep) } } }',
        { n: 'é' },
      ),
      { all: { text: 'hi é 2' } },
    );
    assert.deepEqual(
      ask(
        'mutation B($t: [String!]) { say(input: {text: "a\\nb", tags: $t}) { ...F } } fragment F on Greeting { text }',
        { t: ['x'] },
      ),
      { say: { text: '{"text":"a\\nb","tags":["x"]}' } },
    );
    assert.deepEqual(ask('query A { list { text } } query B { list { tone } }', {}, 'B'), { list: [{ tone: null }] });
  });

  for (const [what, query, variables] of [
    ['an unknown field', '{ hello(name: "x") { colour } }', {}],
    ['an unknown argument', '{ hello(name: "x", colour: 1) { text } }', {}],
    ['a missing argument', '{ hello { text } }', {}],
    ['a variable of another type', 'query A($n: String!) { hello(name: $n) { text } }', { n: 1 }],
    ['a variable that is not declared', '{ hello(name: $n) { text } }', {}],
    ['a value for an undeclared variable', '{ list { text } }', { n: 1 }],
    ['an object without selection', '{ list }', {}],
    ['a scalar with selection', '{ list { text { x } } }', {}],
    ['an unknown field of an input', 'mutation { say(input: {text: "a", colour: 1}) { text } }', {}],
    ['JSON that is none', 'mutation { say(input: {text: "a", config: "{"}) { text } }', {}],
    ['two operations without a name', 'query A { list { text } } query B { list { text } }', {}],
    ['a syntax error', '{ list { text }', {}],
    ['an odd character', '{ list { text } } %', {}],
    ['an unknown fragment', '{ list { ...F } }', {}],
    ['an unknown directive', '{ list { text @skip(if: true) } }', {}],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => ask(query, variables), GraphqlError));
  }
});

describe('rows of the recording server', () => {
  it('have bare tokens and long integers, and texts that look like them', () => {
    const row = parseRow(
      '{"a":NaN,"b":-Infinity,"c":9007199254740993,"d":"NaN 9007199254740993 \\" Infinity","e":[1.5e+09,-0]}',
    );
    assert.ok(Number.isNaN(row.a));
    assert.deepEqual(
      [row.b, row.c, row.d, row.e],
      [-Infinity, 9007199254740993n, 'NaN 9007199254740993 " Infinity', [1.5e9, -0]],
    );
  });

  for (const text of ['', '1', '[]', 'null', '{"a":nan}', '{"a":undefined}']) {
    it(`are not ${text}`, () => assert.throws(() => parseRow(text), SyntaxError));
  }

  it('are overwritten by their number', () => {
    const file = new StreamFile();
    file.write(0, ['{"a":1}', '{"a":2}']);
    file.write(1, ['{"a":2}', '{"a":3}']);
    file.write(0, ['{"a":9}']);
    file.write(5, ['{}']);
    assert.deepEqual([file.lines.length, file.repeated, file.changed, file.gaps], [6, 1, 1, [5]]);
    assert.deepEqual(file.rows[0], { a: 9 });
  });
});
