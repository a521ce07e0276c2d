import assert from 'node:assert/strict';
import { readEvents, readRun } from '../../support/read-run.js';
import { CLIENTS, lossOf } from '../apps/training.js';
import { assertEachOnce } from './each-once.js';

/**
 * That a run of `training-app.ts` is on disk as it was acknowledged: nothing lost, nothing twice, and it has ended.
 *
 * @param newest last acknowledged round by attempt
 * @param firsts first round by attempt
 */
export async function assertKept(
  path: string,
  newest: ReadonlyMap<number, number>,
  firsts: ReadonlyMap<number, number>,
): Promise<void> {
  const events = await readEvents(path);
  assertEachOnce(events);
  const updates = new Map<string, unknown>();
  const ends = new Set<string>();
  for (const event of events) {
    if (event.event_type === 'round_end') ends.add(`${event.attempt}/${event.round}`);
    if (event.event_type !== 'client_update') continue;
    const [client] = event.clients;
    const key = `${event.attempt}/${event.round}/${client?.client_id}`;
    updates.set(key, { ...(updates.get(key) as object | undefined), ...client });
  }
  for (const [attempt, last] of newest) {
    for (let round = firsts.get(attempt) ?? 1; round <= last; round++) {
      assert.ok(ends.has(`${attempt}/${round}`), `the end of round ${round} of attempt ${attempt} is lost`);
      for (let client = 0; client < CLIENTS; client++) {
        const key = `${attempt}/${round}/c${client}`;
        const record = updates.get(key) as { local_loss?: unknown; num_samples?: unknown } | undefined;
        assert.deepEqual([record?.local_loss, record?.num_samples], [lossOf(round, client), round], key);
      }
    }
  }
  const view = await readRun(path);
  assert.equal(view.state, 'finished');
  assert.ok(newest.size > 0);
  assert.equal(view.attempt, Math.max(...newest.keys()));
  for (const { round, selected, completed, failed, dropped, stragglers, pending } of view.rounds) {
    assert.equal(selected, completed + failed + dropped + stragglers + pending, `round ${round}`);
  }
}
