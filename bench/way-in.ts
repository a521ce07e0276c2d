import { decodeOtlp } from '../exporters/otlp/index.js';
import { createTranslator } from '../exporters/translate/index.js';
import { type Benchmark, type Figures, interleave, secondsEach, timesCheaper } from './harness.js';
import { gaugeBody, POINTS } from './support/bodies.js';
import { walkMetrics } from './support/library-decoder.js';

/** What a request costs from its bytes to what a journal takes. */
export const wayIn: Benchmark = {
  name: 'way-in',
  about: `decode and translate ${POINTS} points`,
  async run(): Promise<Figures> {
    const translator = createTranslator();
    let round = 0;
    const contender = (decode: (body: Uint8Array) => void) => () => {
      const body = gaugeBody(++round);
      const start = process.hrtime.bigint();
      decode(body);
      const { entries } = translator.endGathered();
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      if (entries.length * 5 !== POINTS) {
        throw new Error(`${entries.length} updates came out`);
      }
      return seconds;
    };
    const nowhere = { resource() {}, scope() {}, numberPoint() {}, otherPoints() {}, logRecord() {}, span() {} };
    const seconds = await interleave({
      ours: contender((body) => decodeOtlp('metrics', 'protobuf', body, translator)),
      library: contender((body) => walkMetrics(body, translator)),
    });
    const body = gaugeBody(++round);
    const alone = await interleave({
      ours: () => secondsEach(1, () => decodeOtlp('metrics', 'protobuf', body, nowhere)),
      library: () => secondsEach(1, () => walkMetrics(body, nowhere)),
    });
    return {
      'wayIn.ratio': timesCheaper(
        seconds.ours,
        seconds.library,
        'own decoder and translator against protobufjs and it',
        5,
      ),
      'wayIn.decodeRatio': timesCheaper(
        alone.ours,
        alone.library,
        'own decoder against protobufjs, nothing translated',
      ),
      'wayIn.microsPerPoint': {
        value: (seconds.ours * 1e6) / POINTS,
        unit: 'µs',
        what: 'decode and translate a point',
      },
    };
  },
};
