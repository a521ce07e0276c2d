import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createDedupIndex, type DedupIndex } from '../../../../exporters/journal/identity/dedup-index.js';
import { keyNumber, textNumber, updateNumber } from '../../../../exporters/journal/identity/foresight.js';
import type { JournalEntry } from '../../../../exporters/journal/index.js';
import { appendEntries } from '../../../../exporters/journal/store/entry-lines.js';
import { foresightOf } from '../../../../exporters/journal/store/foresight.js';
import { LineBytes } from '../../../../exporters/journal/updates/line-bytes.js';
import { clientUpdate, clientUpdates } from '../support/client-updates.js';
import { init, roundEnd, scalar, update } from '../support/events.js';

const MAX_LINE_BYTES = 2_000;

/** An index that notes what it is asked. */
function createListening(): { readonly index: DedupIndex; readonly asked: Set<string> } {
  const index = createDedupIndex(async function* () {}, 0);
  const asked = new Set<string>();
  const { admit, admitUpdate, admitValues } = index;
  index.admit = (identity) => {
    asked.add(`${identity.partition} ${keyNumber(identity)}`);
    return admit.call(index, identity);
  };
  index.admitUpdate = (partition, operation, of, fields) => {
    asked.add(`${partition} ${updateNumber(operation, of)}`);
    return admitUpdate.call(index, partition, operation, of, fields);
  };
  index.admitValues = (partition, gauge, fields, values) => {
    asked.add(`${partition} ${textNumber(gauge.key)}`);
    return admitValues.call(index, partition, gauge, fields, values);
  };
  return { index, asked };
}

async function foreseen(calls: readonly (readonly JournalEntry[])[]): Promise<Set<string>> {
  const told = new Set<string>();
  await foresightOf(calls, MAX_LINE_BYTES)(async (partition, key) => void told.add(`${partition} ${key}`));
  return told;
}

describe('foresightOf', () => {
  it('tells of everything that entries of any kind ask of an index', async () => {
    const start = init('r', { provisional: true });
    const others = fc.constantFrom(start, update('r', 'a', { local_loss: 1 }), roundEnd('r', 1), scalar('r', 1));
    const entries = fc.array(fc.oneof<fc.Arbitrary<JournalEntry>[]>(clientUpdates, others), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(entries, async (all) => {
        const { index, asked } = createListening();
        const told = await foreseen([all]);
        const bytes = new LineBytes(1024);
        const now = () => new Date(0);
        const foresee = async () => undefined;
        await appendEntries(all, { index, foresee, bytes, atStart: false, maxLineBytes: MAX_LINE_BYTES, now });
        for (const one of asked) assert.ok(told.has(one), one);
      }),
      { numRuns: 500 },
    );
  });

  it('tells of all calls, and of nothing that is refused', async () => {
    const refused = clientUpdate({ x: 'x'.repeat(3_000) }, { round: undefined });
    assert.deepEqual(await foreseen([[refused]]), new Set());
    assert.equal((await foreseen([[clientUpdate({ x: 1 })], [scalar('r', 1), clientUpdate({ x: 1 })]])).size, 2);
  });
});
