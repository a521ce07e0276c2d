import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeLine } from '../../../../exporters/journal/codec/decode.js';
import { encodeLine } from '../../../../exporters/journal/codec/encode.js';
import { exactTime } from '../../../../exporters/journal/identity/exact-time.js';
import { comparable, gaugeKey, identityOf } from '../../../../exporters/journal/identity/identity.js';
import type { ClientUpdate } from '../../../../exporters/journal/updates/client-update.js';
import { LineBytes } from '../../../../exporters/journal/updates/line-bytes.js';
import { timestampOf } from '../../../../exporters/journal/updates/timestamp.js';
import { appendUpdateLine, frameOf } from '../../../../exporters/journal/updates/update-line.js';
import { clientUpdate, clientUpdates } from '../support/client-updates.js';

/** The line that an update takes without becoming an event; `undefined` when it must become one. */
function shortWay(update: ClientUpdate): string | undefined {
  const bytes = new LineBytes(16);
  bytes.raw('before\n');
  const frame = frameOf(update.group);
  const done = frame !== undefined && appendUpdateLine(bytes, update, frame);
  const text = Buffer.from(bytes.written()).toString('utf8');
  assert.ok(text.startsWith('before\n'));
  if (!done) assert.equal(text, 'before\n');
  return done ? text.slice('before\n'.length) : undefined;
}

describe('appendUpdateLine', () => {
  it('writes what encodeLine writes for the event, or nothing', () => {
    let short = 0;
    fc.assert(
      fc.property(clientUpdates, (update) => {
        const line = shortWay(update);
        if (line === undefined) return;
        short++;
        assert.equal(line, `${encodeLine(update.toEvent())}\n`);
      }),
      { numRuns: 5_000 },
    );
    assert.ok(short > 200, `only ${short} of 5000 went the short way`);
  });

  it('writes only what a reader sees with the identity that the update has', () => {
    fc.assert(
      fc.property(clientUpdates, (update) => {
        const line = shortWay(update);
        if (line === undefined) return;
        const decoded = decodeLine(line.trimEnd());
        assert.ok(decoded.kind === 'event');
        const identity = identityOf(decoded.event);
        const { client, millis, nanos, group, shape, fieldCount, values } = update;
        assert.equal(identity.partition, frameOf(group)?.partition);
        if (group.foreign) {
          assert.ok(identity.kind === 'values');
          assert.equal(identity.key, gaugeKey(client, group.operation));
          assert.equal(identity.time, exactTime(timestampOf(millis, nanos)));
          const all = [...values, ...(fieldCount === undefined ? [] : [fieldCount])].map(comparable);
          assert.deepEqual([...identity.values.keys()], shape.fields(fieldCount !== undefined));
          // JSON has no negative zero; `===`, by which the index compares, knows none either.
          assert.ok(all.every((value, place) => value === [...identity.values.values()][place]));
          assert.equal(identity.values.size, all.length);
        } else {
          assert.ok(identity.kind === 'fields');
          assert.deepEqual(identity.update, { client, millis, nanos, operation: group.operation });
          assert.deepEqual(identity.fields, shape.fields(fieldCount !== undefined));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes what senders send', () => {
    const usual = [
      clientUpdate({ local_loss: 0.25, num_samples: 100, bytes_sent: 5e9, status: 'active', 'extra.status': true }),
      clientUpdate({ local_loss: 1e-9, city: 'Montréal' }, { attempt: undefined, client: 'C "7"', fieldCount: 3 }),
      clientUpdate({ f1: -0.5 }, { operation: 'evaluate', late: true, nanos: 0 }),
      clientUpdate({ local_loss: 0.5 }, { foreign: true, fieldCount: 1 }),
      clientUpdate({}),
    ];
    for (const update of usual) assert.equal(shortWay(update), `${encodeLine(update.toEvent())}\n`);
  });

  it('leaves to events what can be written in more than one way, or is told apart in another way', () => {
    const many = clientUpdate({});
    for (let at = 0; at < 100; at++) many.set(`f${at}`, at);
    const unusual = [
      ...[
        Number.NaN,
        Number.POSITIVE_INFINITY,
        2 ** 53,
        1e21,
        2n ** 60n,
        null,
        [],
        {},
        'NaN',
        '-Infinity',
        '\ud800',
      ].map((value) => clientUpdate({ local_loss: value })),
      clientUpdate({ '1': 1 }),
      clientUpdate({}, { client: '\ud800' }),
      clientUpdate({}, { client: 'x'.repeat(129) }),
      clientUpdate({}, { operation: 'x'.repeat(129) }),
      clientUpdate({}, { round: undefined }),
      clientUpdate({}, { runId: '\ud800' }),
      clientUpdate({}, { millis: 253_402_300_800_000 }),
      many,
    ];
    for (const update of unusual) assert.equal(shortWay(update), undefined);
  });
});
