import assert from 'node:assert/strict';
import { formatTraceparent, parseTraceparent } from '../../../lib/client/traceparent.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('traceparent', () => {
  it('goes there and back', () => {
    const text = `00-${TRACE}-${SPAN}-01`;
    assert.deepEqual(parseTraceparent(text), { traceId: TRACE, spanId: SPAN, traceFlags: 1 });
    assert.equal(formatTraceparent({ traceId: TRACE, spanId: SPAN, traceFlags: 1 }), text);
  });

  it('of later versions may have more at the end', () => {
    assert.equal(parseTraceparent(`01-${TRACE}-${SPAN}-03-what-ever`)?.traceFlags, 3);
  });

  for (const text of [
    '',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${SPAN}`,
    ` 00-${TRACE}-${SPAN}-01`,
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(parseTraceparent(text), undefined);
    });
  }

  it('is text, and only of a valid context', () => {
    assert.equal(parseTraceparent(5), undefined);
    assert.equal(formatTraceparent({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 }), undefined);
  });
});
