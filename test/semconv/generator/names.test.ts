import assert from 'node:assert/strict';
import {
  attributeConstant,
  camelCase,
  eventConstant,
  instrumentKey,
  memberConstant,
  metricConstant,
} from '../../../semconv/generator/names.js';

describe('generated names', () => {
  it('are those of OpenTelemetry for constants', () => {
    assert.equal(attributeConstant('geo.country.iso_code'), 'ATTR_GEO_COUNTRY_ISO_CODE');
    assert.equal(memberConstant('fl.aggregation.mode', 'semi_sync'), 'FL_AGGREGATION_MODE_VALUE_SEMI_SYNC');
    assert.equal(metricConstant('fl.samples.per_round'), 'METRIC_FL_SAMPLES_PER_ROUND');
    assert.equal(eventConstant('fl.round.finished'), 'EVENT_FL_ROUND_FINISHED');
  });

  it('are in camel case for keys and files', () => {
    assert.equal(camelCase('client-fields'), 'clientFields');
    assert.equal(camelCase('a.b_c-d'), 'aBCD');
    assert.equal(instrumentKey('fl.samples.per_round'), 'samplesPerRound');
    assert.equal(instrumentKey('fl.accuracy'), 'accuracy');
  });
});
