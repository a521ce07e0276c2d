import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Address, readAddress, writeAddress } from '../../../viewer/address/address.js';

describe('the address', () => {
  it('is written in one order, and says only what there is', () => {
    const address = { time: 1_795_339_400_934.4, round: 17, view: 'charts', run: 'a b', client: 'hospital "ä" <b>' };
    assert.equal(
      writeAddress(address),
      'run=a+b&view=charts&round=17&client=hospital+%22%C3%A4%22+%3Cb%3E&t=1795339400934',
    );
    assert.equal(writeAddress({}), '');
  });

  it('leads back to what was written, whatever the names', () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
    const whole = fc.nat({ max: 1e9 });
    const addresses: fc.Arbitrary<Address> = fc.record(
      {
        run: text,
        view: text,
        round: whole,
        client: text,
        metric: text,
        range: fc.tuple(whole, whole).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) })),
        time: whole,
        compare: fc.array(text, { minLength: 1, maxLength: 12 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(fc.property(addresses, (address) => assert.deepEqual(readAddress(`#${writeAddress(address)}`), address)));
  });

  it('leaves out what makes no sense', () => {
    assert.deepEqual(readAddress('#round=-1&t=soon&rounds=9-3&view=&client=&round=x'), {});
    assert.deepEqual(readAddress('#round=1.5&t=1e9&rounds=3'), {});
    assert.deepEqual(readAddress(''), {});
    assert.deepEqual(readAddress('#rubbish'), {});
  });

  it('takes no endless values', () => {
    assert.deepEqual(readAddress(`#client=${'x'.repeat(5000)}`), {});
    const many = Array.from({ length: 50 }, (_, index) => `compare=run-${index}`).join('&');
    assert.equal(readAddress(`#${many}`).compare?.length, 12);
  });
});
