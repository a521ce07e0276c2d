import assert from 'node:assert/strict';
import { createGivenStatistics, groupStatistics } from '../../../lib/run/group-statistics.js';
import { Tally } from '../../../lib/run/tally.js';
import { createSilentWarnings } from '../support/recording.js';

/** A tally of clients, each with the values given. */
function tallyOf(...clients: readonly { samples?: number; gradientNorm?: number; bytesSent?: number }[]): Tally {
  const tally = new Tally();
  clients.forEach(({ samples, gradientNorm, bytesSent }, index) => {
    tally.update(`c${index}`, 'completed', { samples, gradientNorm, bytesSent, bytesReceived: undefined });
  });
  return tally;
}

describe('statistics of a round', () => {
  it('are sums and the sample deviation, absent where nobody gave a value', () => {
    const tally = tallyOf(
      { samples: 1, gradientNorm: 2, bytesSent: 10 },
      { samples: 3, gradientNorm: 4 },
      { gradientNorm: Number.NaN },
    );
    assert.deepEqual(groupStatistics(tally, 1), {
      samples: 4,
      bytesUp: 10,
      bytesDown: undefined,
      dispersion: Math.SQRT2,
    });
  });

  it('need enough clients, each statistic its own', () => {
    const tally = tallyOf({ samples: 1, bytesSent: 10 }, { samples: 3 });
    assert.deepEqual(groupStatistics(tally, 2), {
      samples: 4,
      bytesUp: undefined,
      bytesDown: undefined,
      dispersion: undefined,
    });
  });

  it('of the app are left out over too few clients, which is said without the value', () => {
    const warnings = createSilentWarnings();
    const given = createGivenStatistics(4, 5, warnings);
    assert.equal(given('trainLoss', 0.731), undefined);
    assert.equal(given('samples', undefined), undefined);
    assert.equal(warnings.said.length, 1);
    assert.match(warnings.said[0]?.message ?? '', /trainLoss was left out: it is over 4 clients/);
    assert.equal(warnings.said[0]?.message.includes('0.731'), false);
    assert.equal(createGivenStatistics(5, 5, warnings)('trainLoss', 0.731), 0.731);
    assert.equal(createGivenStatistics(0, 1, warnings)('trainLoss', 0.731), 0.731);
  });
});
