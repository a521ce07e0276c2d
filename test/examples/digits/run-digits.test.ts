import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PARAMETERS } from '../../../examples/digits/model.js';
import type { DigitsResult, LateNote, UpdateNote } from '../../../examples/digits/notes.js';
import { runDigits } from '../../../examples/digits/run-digits.js';
import type { JournalEvent, JsonObject } from '../../../exporters/journal/events.js';
import { explainRound, millisOf } from '../../../exporters/run-model/index.js';
import { readEvents, readRun } from '../../support/read-run.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const ROUNDS = 4;
const CLIENTS = 4;

/** An update as the journal has it, its parts merged, in the names of the app's own notes. */
interface JournalUpdate extends UpdateNote {
  round: number;
  late: boolean;
  result: unknown;
  baseRound: unknown;
  staleness: unknown;
  name: unknown;
}

describe('digits: the whole demo, small', function () {
  this.timeout(120_000);
  const folder = temporaryFolder('digits');
  let result: DigitsResult;
  let events: JournalEvent[];

  const childProcesses = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
  let processesBefore: number;

  before(async () => {
    processesBefore = childProcesses();
    result = await runDigits({ rounds: ROUNDS, clients: CLIENTS, runsDir: folder.path, log: () => undefined });
    events = await readEvents(join(folder.path, `${result.runId}.jsonl`));
  });

  after(() => folder.remove());

  it('did what the script says: one dropout, one failed upload, two late answers', () => {
    assert.equal(result.rounds.length, ROUNDS);
    assert.deepEqual(
      result.dropouts.map(({ client }) => client),
      ['client-03'],
    );
    assert.deepEqual(
      result.failures.map(({ client }) => client),
      ['client-02'],
    );
    const late = result.late.map(({ client }) => client);
    assert.ok(late.includes('client-01') && late.includes('client-04'), `late: ${late}`);
  });

  it('sees the crashed client again in a later round', () => {
    const crashed = result.dropouts[0]?.round ?? 0;
    const later = result.rounds.filter(({ round, updates }) => {
      return round > crashed && updates.some(({ client }) => client === 'client-03');
    });
    const late = result.late.filter(({ round, client }) => round > crashed && client === 'client-03');
    assert.ok(later.length + late.length > 0);
  });

  it('has every update in the journal exactly once, with its values', () => {
    const expected = result.rounds.flatMap(({ round, updates }) => updates.map((update) => ({ round, ...update })));
    const inTime = journalUpdates(events).filter(({ late }) => !late);
    assert.deepEqual(
      inTime.map(({ late, result, baseRound, staleness, name, ...update }) => update).sort(byRoundAndClient),
      expected.sort(byRoundAndClient),
    );
    assert.ok(inTime.every(({ result }) => result === 'accepted'));
  });

  it('has what every client logged while it trained: losses of batches, and the weights as a histogram', () => {
    const scalars = events.flatMap((event) => (event.event_type === 'scalar' ? [event] : []));
    const histograms = events.flatMap((event) => (event.event_type === 'histogram' ? [event] : []));
    for (const { round, updates } of result.rounds) {
      for (const { client } of updates) {
        const steps = scalars
          .filter(({ client_id: id, name }) => id === client && name === 'batch_loss')
          .map(({ step }) => step);
        for (const batch of [0, 10, 20, 30, 40, 50]) {
          assert.equal(
            steps.filter((step) => step === (round - 1) * 60 + batch).length,
            1,
            `${client}, round ${round}`,
          );
        }
        const own = histograms.filter(({ client_id: id, step }) => id === client && step === round);
        assert.deepEqual(
          own.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0)),
          [PARAMETERS],
        );
      }
    }
  });

  it('has the late updates in the journal exactly once, with the round that they started from', () => {
    const late: (LateNote & { late: boolean })[] = result.late.map((note) => ({ ...note, late: true }));
    assert.deepEqual(
      journalUpdates(events)
        .filter((update) => update.late)
        .map(({ result, name, ...update }) => update)
        .sort(byRoundAndClient),
      late.sort(byRoundAndClient),
    );
    assert.ok(result.late.every(({ round, baseRound, staleness }) => baseRound === round && staleness > 0));
  });

  it('has every round’s start and end once, with the results that the app saw', () => {
    const starts = events.flatMap((event) => (event.event_type === 'round_start' ? [event] : []));
    const ends = events.flatMap((event) => (event.event_type === 'round_end' ? [event] : []));
    assert.deepEqual(
      starts.map(({ round, num_selected }) => ({ round, selected: num_selected })),
      result.rounds.map(({ round, selected }) => ({ round, selected: selected.length })),
    );
    assert.deepEqual(
      ends.map(({ round, round_metrics: metrics }) => ({
        ...{ round, accuracy: metrics.global_accuracy, loss: metrics.global_loss, trainLoss: metrics.train_loss },
        ...{ selected: metrics.num_selected, completed: metrics.num_completed },
        // A client whose upload broke off and came again too late is a straggler to the app and failed to the library.
        missing: (metrics.num_stragglers ?? 0) + (metrics.num_failures ?? 0),
        ...{ dropped: metrics.num_dropped, deadline: metrics.metrics?.deadline },
      })),
      result.rounds.map(({ round, accuracy, loss, trainLoss, selected, updates, stragglers, deadlineSeconds }) => ({
        ...{ round, accuracy, loss, trainLoss },
        ...{ selected: selected.length, completed: updates.length, missing: stragglers.length },
        dropped: selected.length - updates.length - stragglers.length,
        deadline: deadlineSeconds,
      })),
    );
  });

  it('can be explained round by round: whom it waited for, who left, who tried again', async () => {
    const view = await readRun(join(folder.path, `${result.runId}.jsonl`));
    for (const round of view.rounds) {
      const explanation = explainRound(round, view.rounds);
      const noted = result.rounds.find((each) => each.round === round.round);
      assert.equal(explanation.basis, 'spans');
      const [first, last] = [explanation.path[0], explanation.path.at(-1)];
      assert.deepEqual([first?.start, last?.end], [millisOf(round.startedAt), millisOf(round.endedAt)]);
      assert.ok(
        explanation.shifted.every(({ millis }) => Math.abs(millis) < 1000),
        'all processes have one clock',
      );
      const waitedFor = new Set(explanation.path.flatMap((piece) => piece.waitedFor));
      // Who did not answer in this round, left it, or sent a second time what broke off.
      const troubles = [...result.dropouts, ...result.failures].filter((each) => each.round === round.round);
      const lost = [...(noted?.stragglers ?? []), ...troubles.map(({ client }) => client)];
      for (const client of waitedFor) assert.ok(lost.includes(client), `round ${round.round} waited for ${client}`);
      assert.match(explanation.sentences[0] ?? '', new RegExp(`^Round ${round.round} took \\d`));
    }
    const reasons = view.rounds.flatMap((round) => explainRound(round, view.rounds).dropouts);
    assert.deepEqual(
      reasons.flatMap(({ clientIds }) => clientIds),
      result.dropouts.map(({ client }) => client),
    );
  });

  it('has the dropout and the failure', () => {
    assert.deepEqual(
      events.flatMap((event) =>
        event.event_type === 'client_dropout'
          ? event.clients.map(({ client_id: client }) => ({ round: event.round, client, reason: event.reason }))
          : [],
      ),
      result.dropouts,
    );
    assert.deepEqual(
      events.flatMap((event) =>
        event.event_type === 'comm_failure'
          ? [{ round: event.round, client: event.client_id, reason: event.reason }]
          : [],
      ),
      result.failures,
    );
  });

  it('joins the spans of the clients’ processes to those of the server', () => {
    const spans = events.flatMap((event) => (event.event_type === 'task' && event.phase === 'ended' ? [event] : []));
    const crashed = result.dropouts[0]?.round ?? 0;
    const ofServer = new Map(spans.flatMap((span) => (span.side === 'client' ? [] : [[span.span_id, span]])));
    for (const { round, updates } of result.rounds) {
      for (const { client } of updates) {
        const own = spans.filter((span) => span.side === 'client' && span.round === round && span.client_id === client);
        // Spans are best effort: a process that dies takes those with it that it had not sent.
        if (own.length === 0 && client === 'client-03' && round <= crashed) continue;
        assert.equal(own.length, 1, `spans of ${client} in round ${round}`);
        const parent = ofServer.get(own[0]?.parent_span_id);
        assert.equal(parent?.client_id, client);
        assert.equal(parent?.trace_id, own[0]?.trace_id);
        assert.equal(ofServer.get(parent?.parent_span_id)?.kind, 'round');
      }
    }
  });

  it('has the journal’s counts in the map, round by round', () => {
    const map = JSON.parse(readFileSync(join(folder.path, `${result.runId}.map.json`), 'utf8'));
    const ends = events.flatMap((event) => (event.event_type === 'round_end' ? [event] : []));
    const updates = events.flatMap((event) => (event.event_type === 'client_update' ? [event] : []));
    assert.deepEqual(
      map.rounds.map((round: Record<string, unknown>) => ({
        ...{ round: round.round, accuracy: round.globalAcc, loss: round.globalLoss, up: round.total_bytes_up },
        ...{ selected: round.num_selected, completed: round.num_completed, dropped: round.num_dropped },
        ...{ stragglers: round.num_stragglers, failures: round.num_failures, late: round.num_late },
        updated: (round.clients as Record<string, unknown>[])
          .filter((client) => 'local_loss' in client)
          .map((client) => client.client_id)
          .sort(),
      })),
      ends.map(({ round, round_metrics: metrics }) => ({
        ...{ round, accuracy: metrics.global_accuracy, loss: metrics.global_loss, up: metrics.total_bytes_up },
        ...{ selected: metrics.num_selected, completed: metrics.num_completed, dropped: metrics.num_dropped },
        ...{ stragglers: metrics.num_stragglers, failures: metrics.num_failures },
        late: updates.filter((update) => update.round === round && update.late === true).length,
        updated: updates
          .filter((update) => update.round === round)
          .flatMap(({ clients }) => clients.map(({ client_id }) => client_id))
          .sort(),
      })),
    );
  });

  it('ends with the run finished, the map written and no process left', () => {
    const last = events.flatMap((event) => (event.event_type === 'finished' ? [event] : []));
    assert.equal(last.length, 1);
    assert.equal(last[0]?.state, 'finished');
    assert.ok(existsSync(join(folder.path, `${result.runId}.map.json`)));
    assert.ok(childProcesses() <= processesBefore, 'another test may have left one, which ends in its time');
  });
});

describe('digits: options', () => {
  it('are refused out of range, before anything starts', async () => {
    await assert.rejects(runDigits({ rounds: 0 }), /rounds: expected a whole number from 1 to 1000, got 0/);
    await assert.rejects(runDigits({ clients: 1 }), /clients: expected a whole number from 2 to 40, got 1/);
    await assert.rejects(runDigits({ seed: 0.5 }), /seed: expected a whole number from 0 to 4294967295, got 0.5/);
    await assert.rejects(runDigits({ rounds: Number.NaN }), /rounds: expected .* got NaN/);
  });
});

/** All updates of a journal; the parts of one that was split on the way are merged by its identity. */
function journalUpdates(events: readonly JournalEvent[]): JournalUpdate[] {
  const merged = new Map<string, JsonObject>();
  for (const event of events) {
    if (event.event_type !== 'client_update') continue;
    for (const client of event.clients) {
      const identity = `${event.round}|${client.client_id}|${event.timestamp}`;
      const late = event.late === true || merged.get(identity)?.late === true;
      merged.set(identity, { ...merged.get(identity), ...(client as JsonObject), late });
    }
  }
  return [...merged.values()].map((fields) => ({
    round: Number(fields.round),
    client: String(fields.client_id),
    loss: Number(fields.local_loss),
    accuracy: Number(fields.local_accuracy),
    samples: Number(fields.num_samples),
    gradientNorm: Number(fields.gradient_norm),
    trainDuration: Number(fields.train_time_sec),
    bytesSent: Number(fields.bytes_sent),
    bytesReceived: Number(fields.bytes_received),
    late: fields.late === true,
    result: fields.result,
    baseRound: fields.base_round,
    staleness: fields.staleness,
    name: fields.client_name,
  }));
}

function byRoundAndClient(a: { round: number; client: string }, b: { round: number; client: string }): number {
  return a.round - b.round || a.client.localeCompare(b.client);
}
