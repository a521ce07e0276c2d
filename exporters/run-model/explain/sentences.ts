import type { RoundView } from '../round-types.js';
import type { History } from './compare.js';
import { digestOf } from './digest.js';
import type { Explanation, PathParts, ReasonGroup, SegmentKind } from './types.js';
import { count, duration, type Label, names, quoted, share, times } from './wording.js';
import type { Work } from './work.js';

/** Everything that the sentences are made of. */
export interface Findings {
  readonly round: RoundView;
  readonly explanation: Omit<Explanation, 'sentences'>;
  readonly works: readonly Work[];
  readonly history: History;
  readonly label: Label;
}

/** Clients by their id, with their name behind it where this round or an earlier one says it. */
export function labelOf(round: RoundView, before: readonly RoundView[]): Label {
  return (id) => {
    let name = digestOf(round).names.get(id);
    for (let index = before.length - 1; index >= 0 && name === undefined; index--) {
      const earlier = before[index];
      if (earlier !== undefined && earlier.round < round.round) name = digestOf(earlier).names.get(id);
    }
    return name === undefined || name === id ? quoted(id) : `${quoted(id)} (${quoted(name)})`;
  };
}

/** The explanation in words, most important first. */
export function sentencesOf(findings: Findings): string[] {
  return [
    headline(findings),
    ...(findings.round.state === 'running' ? waitsFor(findings) : heldUp(findings)),
    ...grown(findings),
    ...division(findings),
    ...mishaps(findings),
    ...clocks(findings),
    ...honesty(findings),
  ];
}

function headline({ round, explanation, history }: Findings): string {
  const { durationSeconds: seconds, medianSeconds } = explanation;
  const name = `Round ${round.round}`;
  const error = round.error === undefined ? '' : `: ${quoted(round.error)}`;
  if (round.state === 'unfinished') return `${name} never ended.`;
  if (seconds === undefined) {
    if (round.state === 'running') return `${name} is running.`;
    return `${name} ${round.state === 'failed' ? `failed${error}` : 'ended'}; when it began or ended is not known.`;
  }
  if (round.state === 'running') return `${name} has been running for ${duration(seconds)}${versus()}.`;
  const verb = round.state === 'failed' ? 'failed after' : 'took';
  return `${name} ${verb} ${duration(seconds)}${error}${versus()}.`;

  function versus(): string {
    if (medianSeconds === undefined || !(medianSeconds > 0) || seconds === undefined) return '';
    const ratio = seconds / medianSeconds;
    const usual =
      history.rounds === 1
        ? `the round before took ${duration(medianSeconds)}`
        : `the median of ${history.rounds} earlier rounds is ${duration(medianSeconds)}`;
    if (ratio >= 1.15) return `, ${times(ratio)} as long as usual (${usual})`;
    return ratio <= 0.85 ? `, less than usual (${usual})` : `, about as long as usual (${usual})`;
  }
}

function heldUp({ explanation, works, label }: Findings): string[] {
  const { heldUpBy, path, durationSeconds = 0 } = explanation;
  if (heldUpBy === undefined) return [];
  const { clientId, seconds, answered, medianSeconds, ownMedianSeconds, marginSeconds } = heldUpBy;
  const own =
    ownMedianSeconds === undefined
      ? []
      : [`In earlier rounds ${label(clientId)} answered after ${duration(ownMedianSeconds)} (median).`];
  if (!answered) {
    const waits = path.filter(({ kind, waitedFor }) => kind === 'waiting' && waitedFor.includes(clientId));
    const waited = waits.reduce((sum, each) => sum + each.seconds, 0);
    const lost = works.find((work) => work.clientId === clientId && work.ended === 'gone');
    const ids = [...new Set(waits.flatMap(({ waitedFor }) => waitedFor))];
    const what = lost === undefined ? 'did not answer before it went on' : 'then left';
    return [
      `It waited ${duration(waited)} (${share(waited, durationSeconds)} of its time) for ${names(ids, label)}, which ${what}.`,
      ...own,
    ];
  }
  const ratio = medianSeconds === undefined || !(medianSeconds > 0) ? 1 : seconds / medianSeconds;
  const median = medianSeconds === undefined ? '' : ` (the median client took ${duration(medianSeconds)})`;
  const longer = ratio >= 1.15 ? `, ${times(ratio)} as long as usual in this round` : '';
  const margin = marginSeconds === undefined ? '' : `, and ${duration(marginSeconds)} after the client before it`;
  return [`${label(clientId)} answered last, after ${duration(seconds)}${longer}${median}${margin}.`, ...own];
}

function waitsFor({ round, explanation, label }: Findings): string[] {
  const { waitingFor, pending } = round;
  if (waitingFor.length > 0)
    return [
      `It waits for ${names(
        waitingFor.map(({ clientId }) => clientId),
        label,
      )}.`,
    ];
  if (pending > 0) return [`${count(pending, 'selected client')} ${pending === 1 ? 'has' : 'have'} not answered.`];
  return explanation.path.length === 0 ? [] : ['All clients have answered.'];
}

/** The part of the round that grew most against earlier rounds, if one did. */
function grown({ round, explanation, history }: Findings): string[] {
  const { durationSeconds, medianSeconds, parts, path } = explanation;
  if (round.state === 'running' || path.length === 0 || durationSeconds === undefined) return [];
  if (medianSeconds === undefined || durationSeconds < 1.15 * medianSeconds) return [];
  const growth = KINDS.map((kind) => ({ kind, more: parts[kind] - (history.partSeconds(kind) ?? 0) }));
  const [most] = growth.sort((a, b) => b.more - a.more);
  if (most === undefined || most.more < 0.25 * (durationSeconds - medianSeconds)) return [];
  return [`What grew most against earlier rounds is ${LABELS[most.kind]}: by ${duration(most.more)}.`];
}

function division({ round, explanation }: Findings): string[] {
  const { parts, path } = explanation;
  const whole = path.reduce((sum, { seconds }) => sum + seconds, 0);
  // Of a running round nobody knows yet what its last part will have gone into.
  if (path.length === 0 || whole <= 0 || round.state === 'running') return [];
  const shown = KINDS.filter((kind) => parts[kind] > 0.005 * whole).sort((a, b) => parts[b] - parts[a]);
  const text = shown
    .map((kind) => `${LABELS[kind]} ${duration(parts[kind])} (${share(parts[kind], whole)})`)
    .join(', ');
  return [`Its time went into: ${text}.`];
}

function mishaps({ round, explanation, label }: Findings): string[] {
  const { stragglers, dropouts, failures, retried, lateUpdates } = explanation;
  const many = Math.max(round.stragglers, stragglers.length);
  const late = many === 1 ? 'straggler was' : 'stragglers were';
  const reasons = (groups: readonly ReasonGroup[]) => {
    const shown = groups
      .slice(0, MOST_REASONS)
      .map(({ reason, clientIds }) => `${quoted(reason)} (${names(clientIds, label)})`);
    const further = groups.length - shown.length;
    return further > 0 ? `${shown.join('; ')}; and ${count(further, 'other reason')}` : shown.join('; ');
  };
  return [
    ...(many === 0
      ? []
      : [
          `${many} ${late} not waited for to the end${stragglers.length === 0 ? '' : `: ${names(stragglers, label)}`}.`,
        ]),
    ...(dropouts.length === 0 ? [] : [`Drop-outs: ${reasons(dropouts)}.`]),
    ...(failures.length === 0 ? [] : [`Failures: ${reasons(failures)}.`]),
    ...(retried.length === 0 ? [] : [`Tried again: ${names(retried, label)}.`]),
    ...(lateUpdates === 0 ? [] : [`${count(lateUpdates, 'update')} came after its end.`]),
  ];
}

function clocks({ explanation, label }: Findings): string[] {
  const { shifted } = explanation;
  const largest = shifted.reduce((most, { millis }) => Math.max(most, Math.abs(millis)), 0);
  if (largest < 1) return [];
  const [only] = shifted;
  const ids = [...new Set(shifted.flatMap(({ clientId }) => clientId ?? []))];
  if (shifted.length === 1 && only !== undefined) {
    const direction = only.millis < 0 ? 'ahead of' : 'behind';
    return [
      `The clock of ${names(ids, label)} is ${duration(largest / 1000)} ${direction} the server’s; its times are moved by that.`,
    ];
  }
  return [
    `The clocks of ${names(ids, label)} disagree with the server’s by up to ${duration(largest / 1000)}; their times are moved by that.`,
  ];
}

function honesty({ round, explanation, works, label }: Findings): string[] {
  const said: string[] = [];
  // Spans come when tasks end: of a running round they are not missing yet.
  if (round.state === 'running') return said;
  if (explanation.basis === 'events')
    said.push('There are no spans of this round: all this is worked out from events.');
  if (explanation.basis === 'mixed') {
    const without = works.filter(({ measured }) => !measured).map(({ clientId }) => clientId);
    said.push(`There are no spans of ${names([...new Set(without)], label)}: their part is worked out from events.`);
  }
  if (explanation.basis === 'none') said.push('Nothing is known about what its clients did when.');
  const impossible = works.filter(
    ({ ended, trainSeconds, start, end }) =>
      ended === 'answer' && trainSeconds !== undefined && trainSeconds * 1000 > 1.05 * (end - start) + 1,
  );
  if (impossible.length > 0) {
    const ids = [...new Set(impossible.map(({ clientId }) => clientId))];
    said.push(`${names(ids, label)} said that training took longer than the round gave time for: that is left out.`);
  }
  return said;
}

/** A sentence names so many reasons; apps may make up one for each client. */
const MOST_REASONS = 4;

/** The parts in the order in which a round has them. */
const KINDS: readonly SegmentKind[] = [
  'selection',
  'download',
  'training',
  'upload',
  'client',
  'waiting',
  'aggregation',
  'evaluation',
  'other',
];

const LABELS: { readonly [kind in keyof PathParts]: string } = {
  selection: 'selection',
  download: 'download',
  training: 'training',
  upload: 'upload',
  client: 'the clients’ own time',
  waiting: 'waiting',
  aggregation: 'aggregation',
  evaluation: 'evaluation',
  other: 'what no span tells',
};
