import type { ClientRecord } from '../journal/events.js';
import { mapSteps, type Steps, sortSteps } from '../steps/index.js';
import { ClientFacts, type MishapFact, TRAIN } from './client-facts.js';
import { compareKeys, compareText } from './order.js';
import type { ClientMishap, ClientOutcome, ClientView, OperationView } from './types.js';
import { buildUpdates, fieldsOf, isLate, mergeInOrder, type TimedUpdate, textOf } from './update-view.js';

/** What a client's part in a round is judged by. */
export interface RoundFrame {
  /** Number of the round; -1 for updates without one. */
  readonly round: number;
  /** Sortable time of the round's end, empty when nobody said one. */
  readonly endKey: string;
  /** Nothing more is expected: the round ended, or the run is over. */
  readonly over: boolean;
  /** The round's end says that it had no stragglers: asynchronous tasks outlive their round. */
  readonly withoutStragglers: boolean;
}

/** A client with what only the round's totals need. */
export interface BuiltClient {
  readonly view: ClientView;
  /** Earliest time about the client: the order in which clients are shown. */
  readonly firstKey: string;
  /** Training updates that came in time. */
  readonly inTime: readonly TimedUpdate[];
  readonly dropouts: readonly ClientMishap[];
  readonly failures: readonly ClientMishap[];
}

/**
 * Builds the clients of a round (or of none) in order of first sight: by the earliest time about them, then by id.
 *
 * @param repeated records in the round's end, if it has any
 */
export function* buildClients(
  facts: ReadonlyMap<string, ClientFacts>,
  frame: RoundFrame,
  repeated: readonly ClientRecord[] = [],
): Steps<BuiltClient[]> {
  const repetitions = new Map<string, ClientRecord>();
  for (const record of repeated) {
    const earlier = repetitions.get(record.client_id);
    const merged = earlier === undefined ? record : { ...mergeInOrder([earlier, record]), client_id: record.client_id };
    repetitions.set(record.client_id, merged);
  }
  const ids = new Set([...facts.keys(), ...repetitions.keys()]);
  const clients = yield* mapSteps(ids, (id) =>
    buildClient(id, facts.get(id) ?? new ClientFacts(), frame, repetitions.get(id)),
  );
  return yield* sortSteps(
    clients,
    (a, b) => compareText(a.firstKey, b.firstKey) || compareText(a.view.clientId, b.view.clientId),
  );
}

/** Something that decides the status of a client; among equal times the greater rank does. */
interface Happening {
  readonly key: string;
  readonly rank: number;
  readonly status: string;
}

/**
 * Builds a client from its facts.
 *
 * @param repeated the client's record in the round's ends, as HiveWatch writes it: it fills gaps only, so that it neither
 *   counts an update twice nor undoes a drop-out
 */
function buildClient(id: string, facts: ClientFacts, frame: RoundFrame, repeated?: ClientRecord): BuiltClient {
  const all = facts.updates;
  const trained = all.filter(({ operation }) => operation === TRAIN);
  const train = buildUpdates(trained, frame.endKey);
  const dropouts = mishapsOf(id, facts.dropouts, frame);
  const failures = mishapsOf(id, facts.failures, frame);
  const trainDropouts = dropouts.filter(({ operation }) => operation === TRAIN);
  const said = inOrder(facts.dropouts).map(({ record }) => record);
  if (repeated !== undefined) said.push(repeated);
  const inTime = train.filter(({ view }) => !view.late);
  const decisive = latest(happenings(inTime, facts, frame.endKey)) ?? fromRepetition(repeated, facts);
  const fallback = latest(happenings(train, facts, '')) ?? decisive;
  return {
    view: {
      clientId: id,
      name: nameOf([...said, ...all.map(({ record }) => record), ...train.map(({ record }) => record)]),
      status: (decisive ?? fallback)?.status,
      outcome: outcomeOf(decisive?.status, facts, frame),
      fields: mergeInOrder([...said.map(fieldsOf), ...train.map(({ view }) => view.fields)]),
      updates: train.map(({ view }) => view),
      late: train.some(({ view }) => view.late),
      dropout: trainDropouts.at(-1),
      failure: failures.at(-1),
      operations: trained.length === all.length && dropouts.length === 0 ? {} : operationsOf(facts, dropouts),
    },
    firstKey: firstKeyOf(facts, frame),
    inTime,
    dropouts,
    failures,
  };
}

/** @param updates those that count, by whatever made them late or not */
function happenings(updates: readonly TimedUpdate[], facts: ClientFacts, endKey: string): Happening[] {
  const done = updates.map(({ key, view }) => ({ key, rank: 0, status: view.status ?? 'active' }));
  if (facts.failures.length + facts.dropouts.length === 0) return done;
  const mishaps: Happening[] = [];
  for (const fact of facts.failures) mishaps.push({ key: fact.key, rank: 1, status: 'failed' });
  for (const fact of facts.dropouts) {
    if (fact.operation === TRAIN) mishaps.push({ key: fact.key, rank: 2, status: 'dropped' });
  }
  return [...done, ...mishaps.filter(({ key }) => !isLate(key, endKey))];
}

function latest(list: readonly Happening[]): Happening | undefined {
  return list.reduce<Happening | undefined>((best, next) => {
    if (best === undefined) return next;
    const difference =
      compareText(best.key, next.key) || best.rank - next.rank || compareText(best.status, next.status);
    return difference >= 0 ? best : next;
  }, undefined);
}

/** A round's end may name a client of which there is nothing else: then its record is the client's update. */
function fromRepetition(repeated: ClientRecord | undefined, facts: ClientFacts): Happening | undefined {
  if (repeated === undefined || facts.updates.length > 0) return undefined;
  return { key: '', rank: 0, status: textOf(repeated.status) ?? 'active' };
}

/** `active` completes; other statuses than drop-out and failure (idle, unknown ones) bring nothing that counts. */
function outcomeOf(status: string | undefined, facts: ClientFacts, frame: RoundFrame): ClientOutcome | undefined {
  if (status === 'active') return 'completed';
  if (status === 'dropped' || status === 'failed') return status;
  const taken = status !== undefined || facts.starts.some(({ operation }) => operation === TRAIN);
  if (!taken || (status === undefined && frame.withoutStragglers)) return undefined;
  return frame.over ? 'straggler' : 'pending';
}

function operationsOf(facts: ClientFacts, dropouts: readonly ClientMishap[]): ClientView['operations'] {
  const names = new Set<string>();
  for (const { operation } of facts.updates) if (operation !== TRAIN) names.add(operation);
  for (const { operation } of dropouts) if (operation !== TRAIN) names.add(operation);
  const views = [...names].sort(compareText).map((name): [string, OperationView] => {
    const updates = buildUpdates(
      facts.updates.filter(({ operation }) => operation === name),
      // Evaluation of a round's model comes after the round: that is its place, it is not late.
      '',
    );
    return [
      name,
      {
        fields: mergeInOrder(updates.map(({ view }) => view.fields)),
        updates: updates.map(({ view }) => view),
        dropout: dropouts.filter(({ operation }) => operation === name).at(-1),
      },
    ];
  });
  return Object.fromEntries(views);
}

/** Shared by the many clients that had none. */
const NO_MISHAPS: readonly ClientMishap[] = [];

/** In order of time, then reason. */
function inOrder(facts: readonly MishapFact[]): MishapFact[] {
  return [...facts].sort((a, b) => compareKeys([a.key, a.reason, a.operation], [b.key, b.reason, b.operation]));
}

function mishapsOf(clientId: string, facts: readonly MishapFact[], frame: RoundFrame): readonly ClientMishap[] {
  if (facts.length === 0) return NO_MISHAPS;
  return inOrder(facts).map(({ key, timestamp, reason, operation }) => ({
    clientId,
    reason,
    operation,
    timestamp,
    round: frame.round,
    late: isLate(key, frame.endKey),
  }));
}

/** The greatest name wins where several were said, whatever came first. */
function nameOf(records: readonly ClientRecord[]): string | undefined {
  const names = records.map(({ client_name: name }) => textOf(name)).filter((name) => name !== undefined);
  return names.sort(compareText).at(-1);
}

function firstKeyOf(facts: ClientFacts, frame: RoundFrame): string {
  let first = frame.endKey;
  let found = false;
  for (const list of [facts.updates, facts.dropouts, facts.failures, facts.starts]) {
    for (const { key } of list) {
      if (!found || key < first) first = key;
      found = true;
    }
  }
  return first;
}
