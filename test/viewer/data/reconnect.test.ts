import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { backoffMillis, keepOpen } from '../../../viewer/data/reconnect.js';
import type { Connection } from '../../../viewer/data/source.js';
import { FakeStream } from '../support/fake-stream.js';

describe('keepOpen', () => {
  const streams: FakeStream[] = [];
  const states: Connection[] = [];
  const messages: string[] = [];
  let stop = () => {};

  beforeEach(() => {
    streams.length = 0;
    states.length = 0;
    messages.length = 0;
    stop = keepOpen({
      open() {
        const stream = new FakeStream();
        streams.push(stream);
        return stream;
      },
      kinds: ['round'],
      message: ({ kind, data, id }) => messages.push(`${kind} ${data} ${id}`),
      state: (connection) => states.push(connection),
      now: () => 1000,
      // The shortest pauses, so that the test need not wait.
      random: () => -1,
    });
  });
  afterEach(() => stop());

  it('passes on the events that are wanted', () => {
    streams[0]?.play('open');
    streams[0]?.play('round', '{}', '7');
    streams[0]?.play('other', '{}', '8');
    assert.deepEqual(messages, ['round {} 7']);
    assert.deepEqual(states, [{ kind: 'live' }]);
  });

  it('opens again after each break, and says since when it is lost', async () => {
    streams[0]?.play('open');
    streams[0]?.play('error');
    assert.equal(streams[0]?.isClosed, true);
    assert.deepEqual(states.at(-1), { kind: 'lost', since: 1000, retryAt: 1000 });
    await delay(5);
    assert.equal(streams.length, 2);
    streams[1]?.play('error');
    await delay(5);
    assert.equal(streams.length, 3);
    streams[2]?.play('open');
    assert.deepEqual(states.at(-1), { kind: 'live' });
  });

  it('does not open again once it is stopped', async () => {
    streams[0]?.play('error');
    stop();
    await delay(5);
    assert.equal(streams.length, 1);
  });

  it('hears nothing from a stream that it gave up', async () => {
    streams[0]?.play('error');
    await delay(5);
    streams[0]?.play('error');
    await delay(5);
    assert.equal(streams.length, 2);
  });
});

describe('keepOpen of a page that is hidden', () => {
  it('has no connection until the page is seen again, and then one at once', async () => {
    const streams: FakeStream[] = [];
    const listeners = new Set<() => void>();
    const visibility = {
      hidden: false,
      onChange(listener: () => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const show = (visible: boolean) => {
      visibility.hidden = !visible;
      for (const listener of listeners) listener();
    };
    const open = () => {
      streams.push(new FakeStream());
      return streams.at(-1) ?? new FakeStream();
    };
    const stop = keepOpen({
      open,
      kinds: [],
      message: () => assert.fail(),
      state: () => undefined,
      visibility,
      random: () => -1,
    });
    show(true);
    assert.equal(streams.length, 1, 'it has one already');
    show(false);
    assert.equal(streams[0]?.isClosed, true);
    streams[0]?.play('error');
    await delay(5);
    assert.equal(streams.length, 1);
    show(true);
    assert.equal(streams.length, 2);
    stop();
    assert.equal(streams[1]?.isClosed, true);
    assert.equal(listeners.size, 0);
  });

  it('waits with its first connection until the page is seen', () => {
    let seen = () => {};
    const visibility = {
      hidden: true,
      onChange(listener: () => void) {
        seen = listener;
        return () => undefined;
      },
    };
    let opened = 0;
    const open = () => {
      opened += 1;
      return new FakeStream();
    };
    const stop = keepOpen({ open, kinds: [], message: () => assert.fail(), state: () => undefined, visibility });
    assert.equal(opened, 0);
    visibility.hidden = false;
    seen();
    assert.equal(opened, 1);
    stop();
  });
});

describe('backoffMillis', () => {
  it('grows from half a second to fifteen', () => {
    assert.deepEqual(
      [0, 1, 2, 5, 50].map((failures) => backoffMillis(failures, () => 1)),
      [500, 1000, 2000, 15_000, 15_000],
    );
  });

  it('is spread over half of itself', () => {
    assert.equal(
      backoffMillis(3, () => 0),
      2000,
    );
    const pause = backoffMillis(3);
    assert.ok(pause >= 2000 && pause <= 4000);
  });
});
