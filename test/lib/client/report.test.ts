import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readReport } from '../../../lib/client/read-report.js';
import { MAX_REPORT_BYTES, ReportBuilder } from '../../../lib/client/report-builder.js';
import type { ClientReport } from '../../../lib/client/types.js';
import { createSilentWarnings, record } from '../support/recording.js';

const TIMES = { v: 1, start: 1000.5, end: 1002 } as const;

/** The report of some values. */
function reportOf(...values: unknown[]): { report: ClientReport; codes: string[] } {
  const warnings = createSilentWarnings();
  const builder = new ReportBuilder(warnings);
  for (const value of values) {
    builder.set(value);
  }
  return { report: builder.build(TIMES), codes: warnings.said.map((warning) => warning.code) };
}

describe('client report', () => {
  it('holds known fields, free numbers and free values, the latest of each', () => {
    const { report } = reportOf(
      { loss: 2, samples: 10, battery: 0.5, device: 'phone' },
      { loss: 1, metrics: { f1: 0.5 }, attributes: { os: { name: 'x' } } },
    );
    assert.deepEqual(report, {
      ...TIMES,
      fields: { loss: 1, samples: 10 },
      metrics: { battery: 0.5, f1: 0.5 },
      attributes: { device: 'phone', os: { name: 'x' } },
    });
  });

  it('is empty without values and survives JSON with numbers that are none', () => {
    assert.deepEqual(reportOf().report, TIMES);
    const { report } = reportOf({ loss: Number.NaN, metrics: { a: Number.NEGATIVE_INFINITY } });
    const read = readReport(JSON.parse(JSON.stringify(report)));
    assert.deepEqual([...(read?.fields ?? [])], [['loss', Number.NaN]]);
    assert.deepEqual([...(read?.metrics ?? [])], [['a', Number.NEGATIVE_INFINITY]]);
  });

  it('is cut to 4,096 bytes, largest free values first, and says so', () => {
    const { report, codes } = reportOf({
      loss: 1,
      metrics: { f1: 1 },
      attributes: { large: 'ä'.repeat(3000), small: 'x' },
    });
    assert.deepEqual(report.attributes, { small: 'x' });
    assert.deepEqual(report.fields, { loss: 1 });
    assert.equal(report.trimmed, 1);
    assert.deepEqual(codes, ['FEDOTEL_REPORT_TRIMMED']);
  });

  it('never is larger, whatever it is given', () => {
    const values = fc.record({
      metrics: fc.dictionary(fc.string({ maxLength: 300 }), fc.double(), { maxKeys: 200 }),
      attributes: fc.dictionary(fc.string(), fc.anything(), { maxKeys: 50 }),
      loss: fc.double(),
    });
    fc.assert(
      fc.property(fc.array(values, { maxLength: 3 }), (all) => {
        const { report } = reportOf(...all);
        assert.ok(Buffer.byteLength(JSON.stringify(report)) <= MAX_REPORT_BYTES);
      }),
      { numRuns: 50 },
    );
  });

  it('fills the gaps of an update and never replaces what the app says', () => {
    const { run, updates } = record();
    const report: ClientReport = {
      ...TIMES,
      fields: { loss: 9, samples: 7, cpuUtilization: 0.5 },
      metrics: { f1: 0.1, auc: 0.2 },
      attributes: { device: 'phone', os: 'x' },
    };
    run.clientUpdate({
      round: 1,
      client: 'a',
      loss: 1,
      metrics: { f1: 0.9 },
      attributes: { device: 'tablet' },
      report,
    });
    const [update] = updates();
    const fields = Object.fromEntries(update?.names.map((name, index) => [name, update.values[index]]) ?? []);
    assert.deepEqual(fields, {
      'fl.client.loss': 1,
      'fl.client.samples': 7,
      'fl.client.cpu.utilization': 0.5,
      'fl.client.train.duration': 1.5,
    });
    assert.deepEqual(update?.metricNames, ['f1', 'auc']);
    assert.deepEqual(update?.metricValues, [0.9, 0.2]);
    assert.equal(update?.marker['fl.client.extra.device'], 'tablet');
    assert.equal(update?.marker['fl.client.extra.os'], 'x');
  });

  it('says how long only training took, unless the client said it itself', () => {
    const { run, updates } = record();
    run.clientUpdate({ round: 1, client: 'a', operation: 'evaluate', report: TIMES });
    run.clientUpdate({ round: 1, client: 'a', report: { ...TIMES, fields: { trainDuration: 0.25 } } });
    run.clientUpdate({ round: 1, client: 'a', trainDuration: 0.125, report: TIMES });
    assert.deepEqual(
      updates().map((update) => update.values),
      [[], [0.25], [0.125]],
    );
  });

  for (const report of [
    {},
    { ...TIMES, start: 5000 },
    { ...TIMES, start: -1 },
    { ...TIMES, end: Number.NaN },
    { ...TIMES, end: 1e20 },
    { ...TIMES, start: 1, end: 1e9 },
    { ...TIMES, attributes: { x: 'x'.repeat(9000) } },
    'report',
    5,
  ]) {
    it(`is refused, and the update kept, when it is ${JSON.stringify(report).slice(0, 60)}`, () => {
      const { run, updates, warnings } = record();
      run.clientUpdate({ round: 1, client: 'a', loss: 1, report: report as never });
      assert.equal(updates().length, 1);
      assert.deepEqual(updates()[0]?.names, ['fl.client.loss']);
      assert.equal(warnings[0]?.about, 'clientUpdate.report');
    });
  }

  it('can be anything without harm', () => {
    const { run, updates } = record();
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true }), (report) => {
        run.clientUpdate({ round: 1, client: 'a', report: report as never });
      }),
    );
    assert.equal(updates().length, 100);
  });
});
