import assert from 'node:assert/strict';
import type { RoundFrame } from '../../../exporters/page/types.js';
import { clientFieldOf, clientMetrics } from '../../../viewer/charts/client-metrics.js';
import { clientColumn, spreadOf } from '../../../viewer/charts/statistics.js';
import { clientRows } from '../../../viewer/clients/client-rows.js';
import { formatField } from '../../../viewer/format/fields.js';
import { createPastReader } from '../../../viewer/replay/as-of.js';
import { pressureOf, shortOf } from '../../../viewer/resources/shortage.js';
import { clientFigures, usageFigures } from '../../../viewer/resources/usage-figures.js';
import { usageRows } from '../../../viewer/resources/usage-rows.js';
import { sampleRun } from '../../support/sample-run.js';

const RUN = sampleRun({ stem: 'r', rounds: 1, clients: 2 });

/** Rounds of two clients with what was measured of each. */
function roundsOf(...measured: readonly NonNullable<RoundFrame['clients']['usage']>[]): readonly RoundFrame[] {
  const [frame] = RUN.rounds;
  if (frame === undefined) throw new Error('no round');
  return measured.map((usage, index) => ({
    ...frame,
    round: index + 1,
    clients: { ...frame.clients, client: [0, 1], usage },
  }));
}

describe('resources of clients', () => {
  it('over rounds are means by measured time, peaks and totals', () => {
    const rounds = roundsOf(
      { measured_seconds: [30, 1], cpu: [0.2, null], memory_bytes: [5, 9], joules: [10, null] },
      { measured_seconds: [10, null], cpu: [0.6, null], memory_bytes: [7, null], joules: [5, null] },
    );
    const [first, second] = usageRows(RUN.clients, rounds);
    assert.deepEqual(first?.values, {
      measured_seconds: 40,
      cpu: (0.2 * 30 + 0.6 * 10) / 40,
      memory_bytes: 7,
      joules: 15,
    });
    assert.deepEqual([first?.rounds, second?.rounds], [2, 1]);
    assert.deepEqual(second?.values, { measured_seconds: 1, memory_bytes: 9 });
    assert.deepEqual(usageRows(RUN.clients, rounds, { only: 1 }), [second]);
    const outside = { client: [1], columns: { joules: [4], memory_bytes: [30] } };
    const [, more] = usageRows(RUN.clients, rounds, { outside });
    assert.deepEqual([more?.rounds, more?.values.joules, more?.values.memory_bytes], [1, 4, 30]);
  });

  it('count a single sample hardly, and alone all the same', () => {
    const [only] = usageRows(RUN.clients, roundsOf({ cpu: [0.5, null], measured_seconds: [0, null] }));
    assert.equal(only?.values.cpu, 0.5);
    const [both] = usageRows(
      RUN.clients,
      roundsOf({ cpu: [1, null], measured_seconds: [0, null] }, { cpu: [0.25, null], measured_seconds: [60, null] }),
    );
    assert.ok(Math.abs((both?.values.cpu ?? 0) - 0.25) < 1e-4);
  });

  it('have no row where nothing was measured', () => {
    assert.deepEqual(usageRows(RUN.clients, roundsOf({ cpu: [null, 'NaN'] })), []);
  });

  it('are short by the host’s shares, from their limits on', () => {
    assert.deepEqual(shortOf({ values: { host_memory: 0.9, host_cpu: 0.899, gpu_memory: 0.95 } }), [
      'memory',
      'GPU memory',
    ]);
    assert.deepEqual(shortOf({ values: { cpu: 1, memory_bytes: 1e12 } }), []);
    assert.equal(pressureOf({ values: { cpu: 1 } }), undefined);
    assert.equal(pressureOf({ values: { host_memory: 0.45, host_cpu: 0.9 } }), 1);
  });

  it('are summed up in figures with units', () => {
    const rows = usageRows(
      RUN.clients,
      roundsOf({ memory_bytes: [2e8, 3e8], host_memory: [0.95, 0.2], joules: [400, 800] }),
    );
    assert.deepEqual(
      clientFigures(rows, 2).map(({ label, value }) => [label, value]),
      [
        ['Measured', '2'],
        ['Short of memory', '1'],
        ['Short of processor', '0'],
        ['Most memory', '300\u00a0MB'],
        ['Energy', '1.20\u00a0kJ'],
      ],
    );
    assert.deepEqual(usageFigures({ watts: 1500, cpu: 'NaN' }), [{ label: 'Host power', value: '1.50\u00a0kW' }]);
    assert.deepEqual(usageFigures(undefined), []);
  });
});

describe('resources as numbers of clients', () => {
  const rounds = roundsOf({ host_memory: [0.5, 0.7], joules: [1, 2] });

  it('can be chosen in charts and on the map, after all else', () => {
    const names = clientMetrics(rounds).map(({ name, label }) => `${name}: ${label}`);
    assert.deepEqual(names.slice(-2), ['sys/host_memory: Host memory (monitor)', 'sys/joules: Host energy (monitor)']);
    assert.equal(formatField(clientFieldOf('sys/joules'), 1500), '1.50\u00a0kJ');
    const [frame] = rounds;
    assert.deepEqual(frame && clientColumn(frame, 'sys/joules'), [1, 2]);
    assert.equal(frame && spreadOf(frame, 'sys/host_memory')?.median, 0.6);
    assert.equal(frame && clientColumn(frame, 'sys/unheard_of'), undefined);
    assert.equal(frame && clientColumn(frame, 'sys/gpu'), undefined);
  });

  it('are in the table of clients', () => {
    const { numbers } = clientRows(RUN.clients, rounds);
    assert.ok(numbers.fields.includes('sys/joules'));
    assert.equal(numbers.of(1, 'sys/joules'), 2);
  });

  it('are not known in a replay before the round has ended', () => {
    const run = sampleRun({ stem: 'r', rounds: 2, clients: 3 });
    const [, second] = run.rounds;
    const middle = ((second?.startedAt ?? 0) + (second?.endedAt ?? 0)) / 2;
    const past = createPastReader().at(run, middle);
    assert.ok(past.rounds[0]?.clients.usage !== undefined);
    assert.equal(past.rounds[1]?.state, 'running');
    assert.equal(past.rounds[1]?.clients.usage, undefined);
  });
});
