import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { at, finished, fold, madeRun, ofKind, rowsOf } from '../support.js';

const late = (round: number, second: number): JournalEvent => ({
  ...{ event_type: 'client_update', run_id: 'made', round, timestamp: at(second) },
  clients: [{ client_id: 'a', local_loss: 9, status: 'active' }],
});

describe('what a run means to W&B', () => {
  it('has a row for each event with its own round, numbered without gaps', () => {
    const { own } = fold([...madeRun(), late(0, 100)]);
    const history = ofKind(own, 'history');
    assert.deepEqual(
      history.map(({ step }) => step),
      history.map((_, index) => index),
    );
    const last = history.at(-1);
    assert.equal(last?.values.get('round'), 0);
    assert.equal(last?.values.get('client/a/loss'), 9);
    assert.equal(last?.timeMillis, Date.parse(at(100)));
  });

  it('defines each key once, by name, before its first row, and its axis before it', () => {
    const { own } = fold(madeRun());
    const defined = new Map<string, string | undefined>();
    for (const output of own) {
      if (output.kind === 'metric') {
        assert.ok(!defined.has(output.name));
        assert.ok(output.stepMetric === undefined || defined.has(output.stepMetric));
        assert.ok(!output.name.includes('*'));
        defined.set(output.name, output.stepMetric);
      } else if (output.kind === 'history') {
        for (const key of output.values.keys()) assert.equal(defined.get(key), key === 'round' ? undefined : 'round');
      }
    }
    assert.ok(defined.has('client/a/loss'));
  });

  it('keeps in the summary what is furthest on its axis, and the best round', () => {
    const { content, own } = fold([...madeRun(), late(0, 100)]);
    content.summarise();
    const values = ofKind(own, 'summary').at(-1)?.values;
    assert.equal(values?.['client/a/loss'], 2 / 8);
    assert.equal(values?.round, 2);
    assert.equal(values?.['best/accuracy'], 0.02);
    assert.equal(values?.['best/round'], 2);
  });

  it('lets a newer attempt’s values be the last, also when it is at an earlier round', () => {
    const again = [
      {
        event_type: 'run_update',
        run_id: 'made',
        attempt: Date.parse(at(200)),
        timestamp: at(200),
        started_at: at(200),
      },
      { ...late(0, 201), attempt: Date.parse(at(200)) },
    ] as JournalEvent[];
    const first = madeRun().map((event) => ({ ...event, attempt: Date.parse(at(0)) }));
    const { content, own } = fold([...first, ...again]);
    content.summarise();
    assert.equal(ofKind(own, 'summary').at(-1)?.values['client/a/loss'], 9);
  });

  it('describes the run with the app’s config as it was given, and what is known of it', () => {
    const { own } = fold(madeRun());
    const run = ofKind(own, 'run').at(-1);
    assert.equal(run?.displayName, 'made');
    assert.equal(run?.group, 'made');
    assert.equal(run?.jobType, 'server');
    assert.equal(run?.startMillis, Date.parse(at(0)));
    assert.equal(run?.config.lr, 0.1);
    assert.equal(run?.config['fl/job'], 'digits');
    assert.equal(run?.config['hivewatch/algorithm'], 'FedAvg');
    assert.equal(run?.config['fl/per_client'], 'keys');
  });

  it('keeps W&B’s own name in a config for W&B', () => {
    const [init, ...rest] = madeRun();
    assert.ok(init?.event_type === 'init');
    const { own } = fold([{ ...init, config: { _wandb: 1, __proto__: 2 } }, ...rest]);
    const { config } = ofKind(own, 'run').at(-1) ?? {};
    assert.equal(config?.['%5Fwandb'], 1);
    assert.equal(config?._wandb, undefined);
  });

  it('draws what a tracking writer logged over its own steps', () => {
    const base = { run_id: 'made', timestamp: at(50), step: 7 };
    const { own } = fold([
      ...madeRun({ rounds: 0 }),
      { ...base, event_type: 'scalar', name: 'train/lr', value: 0.5 },
      { ...base, event_type: 'text', name: 'sample', text: 'a cat' },
      {
        ...{ ...base, event_type: 'histogram', name: 'weights', edges: [0, 1, 2], counts: [4, 5] },
        ...{ min: 0, max: 2, sum: 9, sum_of_squares: 10 },
      },
    ]);
    const rows = rowsOf(own);
    assert.deepEqual(rows[0], { step: 7, 'train/lr': 0.5 });
    assert.ok(rows.some((row) => row.sample === 'a cat' && row.step === 7));
    const histogram = rows.find((row) => row.weights !== undefined);
    assert.deepEqual(histogram?.weights, { _type: 'histogram', values: [4, 5], bins: [0, 1, 2] });
    assert.deepEqual(
      ofKind(own, 'metric')
        .map(({ name, stepMetric }) => [name, stepMetric])
        .slice(0, 2),
      [
        ['step', undefined],
        ['train/lr', 'step'],
      ],
    );
  });

  it('shows the resources of the run’s own process in W&B’s panel, and a client’s over time', () => {
    const sample = (second: number, client?: string): JournalEvent => ({
      ...{ event_type: 'resource_sample', run_id: 'made', timestamp: at(second) },
      ...(client === undefined ? {} : { client_id: client }),
      resources: { process_cpu_utilization_percentage: 50, odd_field: 2 },
    });
    const { own } = fold([...madeRun({ rounds: 1 }), sample(1), sample(2, 'a'), sample(3)]);
    const stats = ofKind(own, 'stats');
    assert.deepEqual(
      stats.map(({ line, timeMillis, values }) => [line, timeMillis, Object.fromEntries(values)]),
      [
        [0, Date.parse(at(1)), { cpu: 50, odd_field: 2 }],
        [1, Date.parse(at(3)), { cpu: 50, odd_field: 2 }],
      ],
    );
    const row = rowsOf(own).find((one) => one['sys/a/process_cpu_utilization_percentage'] !== undefined);
    assert.equal(row?.elapsed_sec, 2);
    assert.equal(row?.round, undefined);
  });

  it('gives each client a run with keys that all of them share', () => {
    const { own, clients } = fold(madeRun(), 'runs');
    assert.deepEqual([...clients.keys()], ['a', 'b']);
    assert.ok(rowsOf(own).every((row) => !Object.keys(row).some((key) => key.startsWith('client/'))));
    const b = clients.get('b') ?? [];
    assert.equal(b[0]?.kind, 'run');
    const run = ofKind(b, 'run')[0];
    assert.deepEqual([run?.displayName, run?.jobType, run?.group], ['b', 'client', 'made']);
    assert.equal(run?.config['fl/client_id'], 'b');
    assert.deepEqual(rowsOf(b)[1], { round: 1, 'client/loss': 1.125, 'client/status': 0 });
    assert.deepEqual(
      ofKind(b, 'history').map(({ step }) => step),
      [0, 1, 2],
    );
  });

  it('has no keys of clients where they are not wanted', () => {
    for (const mode of ['bands', 'off'] as const) {
      const { own, clients } = fold(madeRun(), mode);
      const keys = rowsOf(own).flatMap(Object.keys);
      assert.ok(!keys.some((key) => key.startsWith('client/')), mode);
      assert.equal(
        keys.some((key) => key.startsWith('clients/loss/')),
        mode === 'bands',
      );
      assert.equal(clients.size, 0);
    }
  });

  it('warns of a run that failed, once', () => {
    const { content, own } = fold([...madeRun(), { ...finished(99, 'failed'), error: 'OutOfMemory' } as JournalEvent]);
    assert.equal(content.state?.state, 'failed');
    const alerts = ofKind(own, 'alert');
    assert.deepEqual(
      alerts.map(({ level, title, text }) => [level, title, text]),
      [['ERROR', 'Run failed: made', 'OutOfMemory']],
    );
  });

  it('does not mail more alerts than anybody reads', () => {
    const dropouts = Array.from(
      { length: 500 },
      (_, n): JournalEvent => ({
        ...{ event_type: 'client_dropout', run_id: 'made', round: 0, timestamp: at(n), reason: 'x'.repeat(9000) },
        clients: [{ client_id: `🐝${'n'.repeat(90)}${n}` }],
      }),
    );
    const alerts = ofKind(fold([...madeRun({ rounds: 0 }), ...dropouts]).own, 'alert');
    assert.equal(alerts.length, 101);
    assert.ok(alerts.every(({ title, text }) => [...title].length < 64 && text.length <= 4000));
    assert.match(alerts.at(-1)?.title ?? '', /^More than 100/);
  });

  it('ends with summary and end, of clients’ runs too, and begins a table only when there is one', () => {
    const { content, own, clients } = fold([...madeRun(), finished(60)], 'runs');
    content.finish({ exitCode: 0, complete: true, timeMillis: Date.parse(at(60)) });
    for (const outputs of [own, ...clients.values()]) {
      assert.deepEqual(outputs.slice(-1), [{ kind: 'end', exitCode: 0, complete: true, runtimeSeconds: 60 }]);
      assert.equal(ofKind(outputs, 'summary').length, 1);
    }
    assert.equal(ofKind(own, 'table').length, 0);
  });

  it('writes the table of places again only when there are more', () => {
    const place = (second: number): JournalEvent => ({
      ...{ event_type: 'client_update', run_id: 'made', round: 0, timestamp: at(second) },
      clients: [{ client_id: 'a', lat: 1, lng: 2, city: 'X', status: 'active', local_loss: 1 }],
    });
    const { content, own } = fold([...madeRun({ rounds: 0 }), place(1)]);
    const ending = { exitCode: 0, complete: true, timeMillis: Date.parse(at(60)) };
    content.finish(ending);
    content.finish(ending);
    assert.equal(ofKind(own, 'table').length, 1);
    content.apply(place(2));
    content.finish(ending);
    const tables = ofKind(own, 'table');
    assert.deepEqual(
      tables.map(({ step, rows }) => [step, rows.length]),
      [
        [1, 1],
        [3, 2],
      ],
    );
  });
});
