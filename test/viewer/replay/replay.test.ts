import assert from 'node:assert/strict';
import { signal } from '@preact/signals';
import type { RunDocument } from '../../../exporters/page/types.js';
import { type KeyPress, pressKey } from '../../../viewer/replay/keys.js';
import { createReplay, SPEEDS } from '../../../viewer/replay/replay.js';
import { round, runDocument, runFrame, START, without } from '../support/documents.js';

const at = (seconds: number) => START + seconds * 1000;

/** A replay whose frames the test plays. */
function make(document: RunDocument | null = runDocument()) {
  const latest = signal<RunDocument | undefined>(document ?? undefined);
  let callback: ((millis: number) => void) | undefined;
  let now = 0;
  const replay = createReplay({
    latest,
    requestFrame: (next) => {
      callback = next;
    },
  });
  /** Lets frames of 100 ms pass. */
  const pass = (seconds: number) => {
    for (let frame = 0; frame < seconds * 10 && callback !== undefined; frame++) {
      const next = callback;
      callback = undefined;
      next(now);
      now += 100;
    }
  };
  return { latest, replay, pass };
}

describe('the replay', () => {
  it('shows the newest until something else is asked for', () => {
    const { replay } = make();
    assert.equal(replay.time.value, undefined);
    assert.equal(replay.position.value, replay.pace.value?.length);
  });

  it('plays from the start when it is at the end, at real speed', () => {
    const { replay, pass } = make();
    replay.play();
    assert.equal(replay.time.value, START - 1000);
    pass(5.1);
    // Half a second for the pause of one second before the first round, then the round as it was.
    assert.ok(Math.abs((replay.time.value ?? 0) - at(4.5)) < 1, `it is at ${(replay.time.value ?? 0) - START} ms`);
    assert.equal(replay.playing.value, true);
  });

  it('plays faster and slower', () => {
    const { replay, pass } = make();
    replay.seek(at(0));
    replay.speed.value = 5;
    replay.play();
    pass(1.1);
    assert.ok(Math.abs((replay.time.value ?? 0) - at(5)) < 1);
  });

  it('pauses and goes on from there', () => {
    const { replay, pass } = make();
    replay.seek(at(0));
    replay.toggle();
    pass(1.1);
    replay.toggle();
    const stopped = replay.time.value;
    pass(2);
    assert.equal(replay.time.value, stopped);
    replay.toggle();
    pass(1.1);
    assert.ok((replay.time.value ?? 0) > (stopped ?? 0));
  });

  it('follows once it has caught up', () => {
    const { replay, pass } = make();
    replay.seek(at(33));
    replay.play();
    pass(30);
    assert.equal(replay.time.value, undefined);
    assert.equal(replay.playing.value, false);
  });

  it('goes on where it was when frames stood still', () => {
    const { replay, pass } = make();
    replay.seek(at(0));
    replay.play();
    pass(0.1);
    replay.pause();
    replay.play();
    pass(0.2);
    assert.ok((replay.time.value ?? 0) - at(0) <= 1000);
  });

  it('steps to the ends of rounds, and pauses', () => {
    const { replay } = make();
    replay.seek(at(5));
    replay.step(1);
    assert.equal(replay.time.value, at(10));
    replay.step(1);
    assert.equal(replay.time.value, at(22));
    replay.step(-1);
    assert.equal(replay.time.value, at(10));
    replay.step(-1);
    assert.equal(replay.time.value, START - 1000);
    replay.step(-1);
    assert.equal(replay.time.value, START - 1000);
  });

  it('follows after a step beyond the last round', () => {
    const { replay } = make();
    replay.seek(at(34));
    replay.step(1);
    assert.equal(replay.time.value, undefined);
  });

  it('steps from the newest to the round before the last, which is already shown', () => {
    const { replay } = make();
    replay.step(-1);
    assert.equal(replay.time.value, at(22));
  });

  it('stays within the run', () => {
    const { replay } = make();
    replay.seek(0);
    assert.equal(replay.time.value, START - 1000);
    replay.seek(at(1e6));
    assert.equal(replay.time.value, undefined);
  });

  it('keeps its moment while a live run goes on', () => {
    const live = without(runFrame({ state: 'running' }), 'finishedAt');
    const { replay, latest } = make(runDocument({ run: live }));
    replay.seek(at(20));
    latest.value = runDocument({ run: live, rounds: [round(1), round(2), round(3), round(4)] });
    assert.equal(replay.time.value, at(20));
    assert.equal(replay.pace.value?.spans.length, 4);
  });

  it('does nothing without a run', () => {
    const { replay, pass } = make(null);
    replay.play();
    replay.step(1);
    pass(1);
    assert.deepEqual([replay.playing.value, replay.time.value, replay.position.value], [false, undefined, 0]);
  });

  it('has its speeds in order, and stays among them', () => {
    const { replay } = make();
    for (let press = 0; press < 9; press++) replay.changeSpeed(1);
    assert.equal(replay.speed.value, SPEEDS.at(-1));
    for (let press = 0; press < 9; press++) replay.changeSpeed(-1);
    assert.equal(replay.speed.value, SPEEDS[0]);
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...more,
  });

  it('drive the replay', () => {
    const { replay } = make();
    assert.equal(pressKey(replay, press('Home'), 'page'), true);
    assert.equal(replay.time.value, START - 1000);
    pressKey(replay, press('ArrowRight'), 'page');
    assert.equal(replay.time.value, at(10));
    pressKey(replay, press('ArrowLeft'), 'control');
    assert.equal(replay.time.value, START - 1000);
    pressKey(replay, press(' '), 'page');
    assert.equal(replay.playing.value, true);
    pressKey(replay, press('+'), 'page');
    assert.equal(replay.speed.value, 2);
    pressKey(replay, press('-'), 'page');
    assert.equal(replay.speed.value, 1);
    pressKey(replay, press('End'), 'page');
    assert.deepEqual([replay.time.value, replay.playing.value], [undefined, false]);
  });

  it('are left to fields, controls and the browser', () => {
    const { replay } = make();
    assert.equal(pressKey(replay, press('ArrowLeft'), 'field'), false);
    assert.equal(pressKey(replay, press(' '), 'control'), false);
    assert.equal(pressKey(replay, press('ArrowLeft', { altKey: true }), 'page'), false);
    assert.equal(pressKey(replay, press('+', { ctrlKey: true }), 'page'), false);
    assert.equal(pressKey(replay, press('x'), 'page'), false);
    assert.equal(replay.time.value, undefined);
  });
});
