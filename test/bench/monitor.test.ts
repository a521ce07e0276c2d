import assert from 'node:assert/strict';
import { type MonitorMeasure, monitorFigures } from '../../bench/monitor.js';

const MEASURE: MonitorMeasure = {
  firstSeconds: 0.01,
  firstShareSeconds: 0.05,
  stopSeconds: 0.02,
  samples: 30,
  falseZeros: 0,
  share: 0.0008,
  growth: 1_500_000,
};

describe('the benchmark of the monitor', () => {
  it('compares what the monitor adds to its app with what HeFlwr takes', () => {
    const figures = monitorFigures({
      bare: { ...MEASURE, share: 0.0002 },
      thread: MEASURE,
      linked: { ...MEASURE, share: 0.001 },
      process: { ...MEASURE, share: 0.004 },
      fast: MEASURE,
      heflwrThread: { ...MEASURE, share: 0.001, falseZeros: 1, firstSeconds: 5 },
    });
    assert.equal(figures['monitor.threadShare']?.value.toFixed(3), '0.060');
    assert.equal(figures['monitor.linkedShare']?.value.toFixed(3), '0.080');
    assert.equal(figures['monitor.processShare']?.value.toFixed(3), '0.380');
    assert.equal(figures['monitor.heflwrThreadShare']?.value.toFixed(3), '0.100');
    assert.equal(figures['monitor.heflwrFirst']?.value, 5000);
    assert.equal(figures['monitor.heflwrFalseZeros']?.value, 1);
    assert.equal(figures['monitor.falseZeros']?.value, 0);
    assert.equal(figures['monitor.growth']?.value, 1.5);
  });

  it('has our figures alone where HeFlwr cannot be had', () => {
    const figures = monitorFigures({ bare: MEASURE, thread: MEASURE });
    assert.equal(figures['monitor.threadShare']?.value, 0);
    assert.deepEqual(
      Object.keys(figures).filter((key) => key.includes('heflwr')),
      [],
    );
  });
});
