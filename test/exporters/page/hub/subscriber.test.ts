import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { RESET, withStep } from '../../../../exporters/page/hub/dirty.js';
import { Subscriber } from '../../../../exporters/page/hub/subscriber.js';
import { TestChannel } from '../support/test-channel.js';

const round = (number: number, clientsFrom?: number) =>
  ({
    kind: 'changed',
    clientsFrom,
    clientsTo: clientsFrom ?? -1,
    rounds: new Set([number]),
    logged: number === 2,
  }) as const;

describe('Subscriber', () => {
  it('gives a page signs of life, and gives it up when it has not read for a minute', () => {
    let now = 0;
    const channel = new TestChannel();
    const subscriber = new Subscriber(channel, () => now, assert.fail);
    subscriber.say(': ping\n\n');
    channel.reads = false;
    subscriber.say(': ping\n\n');
    now = 59_000;
    subscriber.say(': ping\n\n');
    assert.deepEqual([channel.written.length, channel.closed], [2, false]);
    now = 61_000;
    subscriber.say(': ping\n\n');
    assert.deepEqual([channel.written.length, channel.closed], [2, true]);
  });

  it('writes what a page lacks once', () => {
    const channel = new TestChannel();
    const subscriber = new Subscriber(channel, () => 0, assert.fail);
    subscriber.add(round(1));
    subscriber.add(round(2));
    const encode = ({ rounds }: { readonly rounds: ReadonlySet<number> }) => Buffer.from([...rounds].join());
    assert.equal(subscriber.flush(encode), 3);
    assert.equal(subscriber.flush(encode), 0);
    assert.deepEqual(channel.written, ['1,2']);
  });
});

describe('withStep', () => {
  it('puts together what a page lacks', () => {
    const both = withStep(withStep(undefined, round(1, 4)), round(2, 7));
    assert.deepEqual(both, { reset: false, clientsFrom: 4, clientsTo: 7, rounds: new Set([1, 2]), logged: true });
    assert.deepEqual(withStep(both, { kind: 'same' }), both);
    assert.equal(withStep(both, { kind: 'reset' }), RESET);
    assert.equal(withStep(RESET, round(3)), RESET);
  });
});
