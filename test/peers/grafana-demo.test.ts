import assert from 'node:assert/strict';
import type { RunView } from '../../exporters/run-model/types.js';
import { readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { Arrangement } from './collector/arrangement.js';
import { type DemoRun, startWithDemo } from './collector/demo.js';
import { expectedFigures } from './collector/figures.js';
import {
  alertExpressions,
  dashboardChoices,
  dashboardExpressions,
  type Expression,
  missingIn,
  selectorsOf,
} from './grafana/expressions.js';

/** Expressions without data after the demo, and why. Every other one must have some. */
const EMPTY: readonly { readonly expression: RegExp; readonly reason: string }[] = [
  { expression: /^ALERTS\{/, reason: 'no alert fires: each wants something to last longer than the demo does' },
  {
    expression: /otelcol_exporter_send_failed_/,
    reason: 'the Collector lost nothing, and has no series before it does',
  },
  { expression: /^fedotel_bridge_page_subscribers/, reason: 'the bridge of the demo serves no page' },
  {
    expression: /\bfl_client_\w+\{[^}]*fl_operation_name="train"\}\)/,
    reason: 'a Collector keeps single clients from Prometheus; grafana-single.test.ts has them',
  },
];
/** Accelerators, batteries and meters of energy that a machine may not have; grafana-single.test.ts has them. */
const PERHAPS_EMPTY = /\bhw_\w+\{/;

describe('dashboards and alerts on what the demo left in a real Prometheus', () => {
  const folder = temporaryFolder('grafana-demo');
  let arrangement: Arrangement;
  let demo: DemoRun;
  let run: RunView;
  before(async () => {
    ({ arrangement, demo } = await startWithDemo({ folder: folder.path }));
    run = await readRun(demo.journal);
  });
  after(async () => {
    await arrangement?.close();
    folder.remove();
  });

  /** What there is, while training went on and when it was over. */
  async function dataOf(promql: string) {
    const { prometheus } = arrangement;
    const moments = [demo.liveAtSeconds, demo.endedAtSeconds];
    return (await Promise.all(moments.map((moment) => prometheus.query(promql, moment)))).flat();
  }

  const isEmpty = (promql: string) =>
    PERHAPS_EMPTY.test(promql) || EMPTY.some(({ expression }) => expression.test(promql));

  for (const { where, promql, legend } of withData(dashboardExpressions())) {
    it(`${where}: ${promql}`, async () => {
      const samples = await dataOf(promql);
      assert.ok(samples.length > 0);
      for (const { labels } of samples) assert.deepEqual(missingIn(labels, legend), []);
    });
  }

  for (const { expression, reason } of EMPTY) {
    it(`have nothing where ${reason}`, async () => {
      const all = [...dashboardExpressions(), ...alertExpressions()].filter(({ promql }) => expression.test(promql));
      assert.ok(all.length > 0, 'nobody asks for this any more');
      for (const { where, promql } of all) assert.deepEqual(await dataOf(promql), [], where);
    });
  }

  it('offer something at every choice', async () => {
    const choices = dashboardChoices();
    assert.ok(choices.length >= 5);
    for (const { where, metric, label } of choices) {
      if (isEmpty(`${metric}{`)) continue;
      const offered = (await dataOf(metric)).map(({ labels }) => labels[label]);
      assert.ok(offered.length > 0 && !offered.includes(undefined), where);
    }
  });

  for (const { where, promql } of alertExpressions()) {
    it(`alert ${where} can be evaluated, and what it looks at is there`, async () => {
      await dataOf(promql);
      const selectors = selectorsOf(promql);
      assert.ok(selectors.length > 0);
      for (const selector of selectors) {
        if (!isEmpty(selector)) assert.ok((await dataOf(selector)).length > 0, selector);
      }
    });
  }

  it('count first occurrences, which are no increase to Prometheus', async () => {
    const { prometheus } = arrangement;
    const [shown] = dashboardExpressions().filter(({ where }) => where === 'fedotel-clients: Drop-outs by reason');
    const bars = await prometheus.query(shown?.promql ?? '', demo.endedAtSeconds);
    const dropouts = run.rounds.flatMap((round) => round.dropouts);
    assert.equal(dropouts.length, 1);
    assert.deepEqual(
      bars.map(({ value }) => value),
      [1],
    );
  });

  it('show shares, means and sums as the run file has them', async () => {
    const { prometheus } = arrangement;
    const valuesOf = async (where: string) => {
      const shown = dashboardExpressions().filter((expression) => expression.where === where);
      const answers = shown.map(({ promql }) => prometheus.query(promql, demo.endedAtSeconds));
      return (await Promise.all(answers)).map((samples) => samples.map(({ value }) => value));
    };
    const figures = expectedFigures(run, { totalClients: 0, modelParameters: 0 });
    const expected = (start: string) => figures.filter(({ key }) => key.startsWith(start)).map(({ value }) => value);
    const outcome = (name: string) =>
      sum(figures.filter(({ key }) => key.includes(`fl_selection_outcome="${name}"`)).map(({ value }) => value));

    const shares = await valuesOf('fedotel-clients: Participation, stragglers, drop-outs');
    const selected = sum(expected('fl_client_selections_total'));
    for (const [index, name] of ['completed', 'straggler', 'dropped'].entries()) {
      const [share = Number.NaN] = shares[index] ?? [];
      // Prometheus reckons to the edges of the window.
      assert.ok(Math.abs(share - outcome(name) / selected) < 0.15, `${name}: ${share}`);
    }
    const [bytes = []] = await valuesOf('fedotel-communication: Bytes so far');
    assert.deepEqual([...bytes].sort(), expected('fl_communication_io_bytes_total').sort());
    const [[size] = []] = await valuesOf('fedotel-communication: Size of updates');
    const [count = 0] = expected('fl_update_size_bytes_count');
    const [total = 0] = expected('fl_update_size_bytes_sum');
    assert.ok(Math.abs((size ?? 0) / (total / count) - 1) < 0.05, `${size} bytes, ${total / count}`);
  });

  it('lead from a round to its trace: what the link asks for is what spans have', () => {
    const rounds = arrangement.traces.spans().filter(({ name }) => /^round .*$/.test(name));
    assert.equal(rounds.length, run.rounds.length);
    assert.ok(rounds.every(({ attributes }) => attributes.get('fl.job.name') === 'digits'));
  });

  function withData(expressions: readonly Expression[]): readonly Expression[] {
    return expressions.filter(({ promql }) => !isEmpty(promql));
  }
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
