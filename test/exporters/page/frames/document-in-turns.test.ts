import assert from 'node:assert/strict';
import fc from 'fast-check';
import { documentInTurns, documentOf, documentText } from '../../../../exporters/page/frames/index.js';
import { createRunModel } from '../../../../exporters/run-model/index.js';
import { anyEvent } from '../../run-model/support/arbitrary-events.js';

describe('document in turns', () => {
  it('is byte for byte the document that is made at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 40 }), async (events) => {
        const [one, other] = [createRunModel(), createRunModel()];
        for (const event of events) for (const model of [one, other]) model.apply(event);
        const atOnce = JSON.stringify(documentOf(one.view(), 7, { now: 0 }));
        const inTurns = await documentInTurns(other, 7, { now: 0 });
        assert.equal(JSON.stringify(inTurns), atOnce);
        assert.equal([...documentText(inTurns)].join(''), atOnce);
      }),
      { numRuns: 200 },
    );
  });
});
