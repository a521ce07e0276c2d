import assert from 'node:assert/strict';
import type { AnyValue } from '../../../exporters/otlp/visitor.js';
import { createTranslator, type Translation, type Translator } from '../../../exporters/translate/index.js';
import {
  clientFields,
  eventDescriptors,
  findAttribute,
  findMetric,
  type SignalAttribute,
  spanDescriptors,
} from '../../../semconv/index.js';
import { attributes, enter, log, span, TIME } from './visit.js';

type Values = Record<string, AnyValue>;

/** What carries attributes: gives a translator one record with them. */
interface Carrier {
  readonly name: string;
  readonly attributes: readonly SignalAttribute[];
  give(translator: Translator, values: Values): void;
}

const WHERE: Values = { 'fl.round.number': 3, 'fl.client.id': 'c1' };
/** What events need beside the attributes that the registry requires. */
const NEEDED: Readonly<Record<string, Values>> = {
  'fl.run.started': { 'fl.objective.metric': 'loss' },
  'fl.histogram.logged': { 'fl.histogram.edges': [0, 1], 'fl.histogram.counts': [4] },
};

const ofPoint = (name: string): Carrier => ({
  name: `points of ${name}`,
  attributes: findMetric(name)?.attributes ?? assert.fail(name),
  give: (translator, values) =>
    translator.numberPoint(
      { name, unit: '', kind: 'gauge' },
      { attributes: attributes({ ...WHERE, 'fl.metric.name': 'm', 'fl.step': 1, ...values }), time: TIME, value: 1 },
    ),
});

const carriers: readonly Carrier[] = [
  ...Object.values(eventDescriptors).map((event) => ({
    name: event.name,
    attributes: event.attributes,
    give: (translator: Translator, values: Values) =>
      log(translator, event.name, { ...required(event.attributes), ...NEEDED[event.name], ...values }),
  })),
  ...Object.values(spanDescriptors).map((descriptor) => ({
    name: `spans of ${descriptor.type}`,
    attributes: descriptor.attributes.filter(({ key }) => key !== 'fl.span.type'),
    give: (translator: Translator, values: Values) =>
      span(translator, { ...WHERE, 'fl.span.type': descriptor.type, ...values }, { statusCode: 2 }),
  })),
  ...['fl.client.update', 'fl.client.metric', 'fl.scalar', clientFields[0]?.name ?? ''].map(ofPoint),
  {
    name: 'samples of a monitor',
    attributes: ['fl.run.attempt', 'fl.round.number', 'fl.client.id'].map((key) => ({ key, level: 'recommended' })),
    give: (translator, values) => {
      enter(translator, undefined, 'fedotel.monitor');
      const head = { name: 'system.cpu.utilization', unit: '1', kind: 'gauge' } as const;
      translator.numberPoint(head, { attributes: attributes(values), time: TIME, value: 1 });
    },
  },
  {
    name: 'resources',
    attributes: ['fl.run.id', 'fl.run.attempt', 'fl.job.name', 'fl.client.id', 'service.instance.id'].map((key) => ({
      key,
      level: 'recommended',
    })),
    give: (translator, values) => {
      enter(translator, { 'fl.run.id': 'r1', ...values });
      log(translator, 'fl.run.started', {});
      log(translator, 'fl.run.params', {});
    },
  },
];

function required(list: readonly SignalAttribute[]): Values {
  const own = list.filter(({ key, level }) => level === 'required' && !key.startsWith('fl.run.'));
  return Object.fromEntries(own.map(({ key }) => [key, rightOf(key)[0] ?? null]));
}

/** Values as the registry wants them. */
function rightOf(key: string): readonly AnyValue[] {
  const descriptor = findAttribute(key);
  switch (descriptor?.type) {
    case 'int':
      return [2];
    case 'double':
      return [0.25];
    case 'enum':
      return descriptor.members ?? [];
    case 'any':
      return key === 'fl.run.config' ? [new Map([['lr', 1]])] : ['x'];
    case 'double[]':
      return [key === 'fl.histogram.edges' ? [0, 2] : [3]];
    default:
      return ['x'];
  }
}

/** Values of every kind; some of them are right for any attribute. */
const ANYTHING: readonly AnyValue[] = [
  ...['text', '', true, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, 2n ** 63n],
  ...[Uint8Array.of(1), ['a', 1], new Map([['k', 1]])],
];

function translated(carrier: Carrier, values: Values): Translation {
  const translator = createTranslator();
  enter(translator);
  carrier.give(translator, values);
  return translator.end();
}

describe('translate: values of the wrong kind', () => {
  let read = 0;
  let leftOut = 0;

  for (const carrier of carriers) {
    it(`are never dropped without a count: ${carrier.name}`, () => {
      const without = translated(carrier, {});
      assert.deepEqual([without.malformed, without.ignored, without.unusable.count], [0, 0, 0]);
      for (const { key, template } of carrier.attributes) {
        const whole = template === true ? `${key}.k` : key;
        const outcomes = rightOf(whole).map((right) => translated(carrier, { [whole]: right }));
        for (const { malformed, unusable } of outcomes) assert.deepEqual([malformed, unusable.count], [0, 0], whole);
        // What no event holds may be of any kind.
        if (!outcomes.some(({ events }) => !isSame(events, without.events))) continue;
        read += 1;
        for (const value of ANYTHING) {
          const { events, malformed, unusable } = translated(carrier, { [whole]: value });
          if (malformed > 0 || !isSame(events, without.events) || isEmptyId(key, value)) continue;
          // Enums are open: what is no known word need not change anything.
          if (typeof value === 'string' && findAttribute(whole)?.type === 'enum') continue;
          assert.ok(unusable.count >= 1, `${whole} = ${String(value)} left no trace`);
          assert.deepEqual(
            unusable.names.map(({ name, runId }) => [name, runId]),
            [[whole, 'r1']],
          );
          leftOut += 1;
        }
      }
    });
  }

  it('are many, so that the above says something', () => {
    assert.ok(read > 120 && leftOut > 400, `${read} attributes read, ${leftOut} values left out`);
  });
});

/** An empty text is no id: as good as none. */
function isEmptyId(key: string, value: AnyValue): boolean {
  return value === '' && ['fl.client.id', 'fl.job.name', 'service.instance.id', 'fl.operation.name'].includes(key);
}

function isSame(one: unknown, other: unknown): boolean {
  try {
    assert.deepEqual(one, other);
    return true;
  } catch {
    return false;
  }
}
