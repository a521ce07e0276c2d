import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JournalError } from '../../../cli/errors.js';
import { type DeliverOptions, deliver } from '../../../cli/export/deliver.js';
import { createPatience } from '../../../cli/export/patience.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { createTestContext } from '../test-context.js';
import { createMemorySink } from './memory-sink.js';

describe('deliver', () => {
  const folder = temporaryFolder('deliver');
  after(() => folder.remove());

  function prepare(lines: readonly string[], changes: Partial<DeliverOptions> = {}) {
    const path = join(folder.path, 'file.jsonl');
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
    const progress: number[] = [];
    const options: DeliverOptions = {
      sink: createMemorySink(),
      journal: { path, stem: 'file' },
      patience: createPatience(1, createTestContext()),
      onProgress: (_, events) => progress.push(events),
      ...changes,
    };
    return { options, progress, path };
  }
  const scalar = (step: number, more = '') =>
    JSON.stringify({ event_type: 'scalar', run_id: 'r', name: `n${more}`, step, value: 1 });

  it('hands every event over once, in order, in batches, under the run id of the log', async () => {
    const sink = createMemorySink();
    const { options, progress } = prepare(
      Array.from({ length: 1200 }, (_, step) => scalar(step)),
      { sink },
    );
    const { runId, counts, rejected } = await deliver(options);
    assert.deepEqual([runId, counts.events, rejected], ['r', 1200, 0]);
    assert.deepEqual(
      sink.batches.map(({ runId, stem, events }) => [runId, stem, events.length]),
      [
        ['r', 'file', 500],
        ['r', 'file', 500],
        ['r', 'file', 200],
      ],
    );
    const sequences = sink.batches.flatMap(({ events }) => events.map(({ sequence }) => sequence));
    assert.deepEqual(
      sequences,
      [...new Set(sequences)].sort((a, b) => a - b),
    );
    assert.deepEqual(progress, [500, 1000, 1200]);
  });

  it('makes smaller batches of long lines', async () => {
    const sink = createMemorySink();
    const long = 'x'.repeat(1_000_000);
    const { options } = prepare(
      Array.from({ length: 12 }, (_, step) => scalar(step, long)),
      { sink },
    );
    await deliver(options);
    assert.deepEqual(
      sink.batches.map(({ events }) => events.length),
      [5, 5, 2],
    );
  });

  it('goes on after a batch that is refused, and counts it', async () => {
    const sink = createMemorySink([
      { kind: 'reject', reason: 'too old' },
      { kind: 'reject', reason: 'too ugly' },
    ]);
    const { options } = prepare(
      Array.from({ length: 1001 }, (_, step) => scalar(step)),
      { sink },
    );
    const { rejected, rejectedReason } = await deliver(options);
    assert.deepEqual([rejected, rejectedReason, sink.batches.length], [1000, 'too old', 3]);
  });

  it('hands a batch over only when the one before has been taken', async () => {
    const log: string[] = [];
    const { options } = prepare(Array.from({ length: 1200 }, (_, step) => scalar(step)));
    const sink = createMemorySink([], {
      apply: async (_, events) => {
        log.push(`takes ${events.length}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        log.push('has taken');
        return { kind: 'ok' };
      },
    });
    await deliver({ ...options, sink });
    assert.deepEqual(log, ['takes 500', 'has taken', 'takes 500', 'has taken', 'takes 200', 'has taken']);
  });

  it('ends only when nothing is under way, also when the destination breaks down', async () => {
    const log: string[] = [];
    const { options } = prepare(Array.from({ length: 1200 }, (_, step) => scalar(step)));
    const sink = createMemorySink([], {
      apply: async () => {
        log.push('takes');
        await new Promise((resolve) => setTimeout(resolve, 50));
        log.push('breaks down');
        throw new Error('broken');
      },
    });
    await assert.rejects(deliver({ ...options, sink }), /broken/);
    assert.deepEqual(log, ['takes', 'breaks down']);
  });

  it('counts what is no event and refuses a file without one', async () => {
    const { options } = prepare(['rubbish', scalar(1), '{"event_type":"new"}']);
    const { counts } = await deliver(options);
    assert.deepEqual([counts.events, counts.malformed, counts.unknown], [1, 1, 1]);
    await assert.rejects(deliver(prepare([]).options), JournalError);
  });
});
