import assert from 'node:assert/strict';
import { createMonitor, type MonitorOptions } from '../../../lib/monitor/index.js';
import { ALL_METRICS, checkMetrics, resolveOptions } from '../../../lib/monitor/options.js';

describe('monitor: options', () => {
  it('have defaults: a thread, every second, everything, this process', () => {
    const { intervalSeconds, mode, metrics, pid, file, prometheus, otlp, maxSamples } = resolveOptions({});
    assert.deepEqual(
      { intervalSeconds, mode, metrics, pid, file, prometheus, otlp, maxSamples },
      {
        intervalSeconds: 1,
        mode: 'thread',
        metrics: ALL_METRICS,
        pid: process.pid,
        file: undefined,
        prometheus: undefined,
        otlp: true,
        maxSamples: 3600,
      },
    );
  });

  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ['an interval of 0, which would be a busy loop', { interval: 0 }, /option interval: expected 0\.05 to 3600/],
    ['an interval that is no number', { interval: '1' }, /option interval.*got "1"/],
    ['an interval of NaN', { interval: Number.NaN }, /option interval/],
    ['another mode', { mode: 'fork' }, /option mode: expected one of thread, process, got "fork"/],
    ['an unknown metric', { metrics: { ram: true } }, /option metrics: expected cpu, memory.*got "ram"/],
    ['a metric that is neither on nor off', { metrics: { cpu: 1 } }, /option metrics\.cpu: expected true or false/],
    ['a process id of 0', { pid: 0 }, /option pid: expected an integer of at least 1/],
    ['an empty file name', { file: '' }, /option file: expected the path of a file/],
    ['a port that is none', { prometheus: '127.0.0.1:99999' }, /option prometheus: expected true, a port/],
    ['an address without a port', { prometheus: 'localhost' }, /option prometheus/],
    ['no samples', { maxSamples: 0 }, /option maxSamples/],
    ['a command that is no list', { commands: { tegrastats: 'sudo tegrastats' } }, /option commands\.tegrastats/],
    ['an option that does not exist', { intervall: 1 }, /expected the options interval.*got "intervall"/],
    ['a carrier that is none', { carrier: { fedotel: '{}' } }, /option carrier: expected what task\.carrier\(\) gave/],
    ['a run that is none', { run: { id: 'x' } }, /option run: expected the run that startRun returned/],
  ];
  for (const [what, options, message] of refused) {
    it(`refuse ${what}`, () => {
      assert.throws(() => createMonitor(options as MonitorOptions), { name: 'TypeError', message });
    });
  }

  it('take an address for Prometheus in each of its forms', () => {
    const address = (prometheus: MonitorOptions['prometheus']) => resolveOptions({ prometheus }).prometheus;
    assert.deepEqual(address(true), { host: '127.0.0.1', port: 8003 });
    assert.deepEqual(address(0), { host: '127.0.0.1', port: 0 });
    assert.deepEqual(address('9000'), { host: '127.0.0.1', port: 9000 });
    assert.deepEqual(address('0.0.0.0:9000'), { host: '0.0.0.0', port: 9000 });
    assert.deepEqual(address('[::1]:9000'), { host: '::1', port: 9000 });
    assert.equal(address(false), undefined);
  });

  it('know what was asked for by name', () => {
    assert.deepEqual([...resolveOptions({ metrics: { gpu: true, power: false } }).asked], ['gpu']);
  });
});

describe('monitor: metrics', () => {
  it('leave out what is not said', () => {
    assert.deepEqual(checkMetrics({ cpu: false, disk: undefined }), { cpu: false });
    assert.deepEqual(checkMetrics(undefined), {});
  });
});
