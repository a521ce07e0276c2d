import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clientTaskOn } from '../../lib/client/client-task.js';
import type { Round, Run, ServerTask } from '../../lib/types.js';
import { createMemorySdk, install, uninstall } from './support/memory-sdk.js';
import { record } from './support/recording.js';

/** Stands for {@link hostile} in generated values, because the generator itself cannot use it. */
const HOSTILE = Symbol('hostile');

/** A function whose every use throws. */
const hostile: unknown = new Proxy(() => undefined, {
  get: () => {
    throw new Error('hostile get');
  },
  ownKeys: () => {
    throw new Error('hostile keys');
  },
  has: () => {
    throw new Error('hostile has');
  },
});

const value = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withTypedArray: true,
  }),
  fc.constantFrom<unknown>(HOSTILE, undefined, null, Number.NaN, '', '__proto__', () => 1, Symbol('s'), -1, 1e300, {
    get client() {
      throw new Error('getter');
    },
  }),
);

/** Puts the hostile function where it was meant. */
function revive(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given) || !readable(given).includes(HOSTILE)) {
    return given === HOSTILE ? hostile : given;
  }
  return Object.fromEntries(Object.entries(given).map(([key, member]) => [key, member === HOSTILE ? hostile : member]));
}

/** Own values that can be read. */
function readable(given: object): unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(given)).map((property) => property.value as unknown);
}

/** Objects with the names that calls look for, so that garbage gets past the first check. */
const options = fc.oneof(
  value,
  fc.record(
    Object.fromEntries(
      [
        ...[
          'number',
          'selected',
          'time',
          'round',
          'client',
          'operation',
          'loss',
          'samples',
          'metrics',
          'attributes',
          'location',
        ],
        ...[
          'report',
          'state',
          'result',
          'baseRound',
          'name',
          'reason',
          'path',
          'size',
          'metadata',
          'error',
          'privacy',
          'completed',
        ],
        ...['algorithmMetadata', 'stragglers', 'duration', 'scope', 'accuracy', 'type'],
      ].map((name) => [name, fc.oneof(value, fc.nat(5), fc.constantFrom('a', 'b'))]),
    ),
    { requiredKeys: [] },
  ),
);

const RUN_CALLS = [
  'clientUpdate',
  'dropout',
  'communicationFailure',
  'checkpoint',
  'serverMetadata',
  'evaluation',
  'scalar',
  'artifact',
  'params',
  'tags',
  'text',
] as const;
const ROUND_CALLS = ['clientUpdate', 'dropout', 'communicationFailure', 'end'] as const;

/** One garbage call after the other on a run, its rounds and their tasks. */
function abuse(run: Run, steps: readonly { target: number; call: number; given: unknown }[]): void {
  let round: Round = run.startRound({ number: 1 });
  let task: ServerTask = round.startTask({ client: 'a' });
  for (const { target, call, given: generated } of steps) {
    const given = revive(generated);
    if (target === 0) {
      run[RUN_CALLS[call % RUN_CALLS.length] ?? 'params'](given as never);
    } else if (target === 1) {
      round[ROUND_CALLS[call % ROUND_CALLS.length] ?? 'end'](given as never);
    } else if (target === 2) {
      round = run.startRound(given as never);
    } else if (target === 3) {
      task = round.startTask(given as never);
      JSON.stringify(task.carrier());
    } else {
      task.end(given as never);
    }
  }
}

describe('recording calls', () => {
  for (const withSdk of [false, true]) {
    it(`never throw, whatever they are given, ${withSdk ? 'with' : 'without'} an SDK`, () => {
      if (withSdk) {
        install(createMemorySdk());
      }
      const step = fc.record({ target: fc.nat(4), call: fc.nat(20), given: options });
      try {
        fc.assert(
          fc.property(
            fc.array(step, { maxLength: 30 }),
            fc.constantFrom('sync' as const, 'async' as const),
            (steps, mode) => {
              const { run, updates, events } = record({ mode });
              abuse(run, steps);
              assert.ok(events().length >= 3);
              for (const update of updates()) {
                assert.ok(Number.isSafeInteger(update.round) && update.round >= 0 && update.client !== '');
                assert.equal(update.names.length, update.values.length);
                assert.equal(new Set(update.names).size, update.names.length);
              }
            },
          ),
          { numRuns: 300 },
        );
      } finally {
        uninstall();
      }
    });
  }

  it('of a finish never reject', async () => {
    await fc.assert(
      fc.asyncProperty(options, async (given) => {
        const { run, event } = record();
        await run.finish(revive(given) as never);
        event('fl.run.finished');
      }),
    );
  });

  it('of clients never throw, whatever carrier and values they are given', async () => {
    await fc.assert(
      fc.asyncProperty(value, options, async (carrier, values) => {
        const { core } = record();
        const { result, report } = await clientTaskOn(core, revive(carrier), (task) => {
          task.set(revive(values) as never);
          return 1;
        });
        assert.equal(result, 1);
        JSON.stringify(report);
      }),
    );
  });

  it('run callbacks that are none as if they were values', () => {
    const { run } = record();
    assert.equal(run.startRound({ number: 1 }).aggregate(5 as never), 5);
    assert.equal(
      run.startRound({ number: -1 }).evaluate(() => 6),
      6,
    );
  });
});
