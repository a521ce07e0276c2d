import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  loadSink,
  parseSinkChoice,
  type SequencedEvent,
  type Sink,
  type SinkChoice,
} from '../../exporters/bridge/index.js';
import { readJournalFile } from '../../exporters/journal/index.js';
import type { Command, CommandContext } from '../command.js';
import { CommandError, UsageError } from '../errors.js';
import { findJournal, type JournalFileReference } from '../find-journals.js';
import { type OptionTable, parseCommandLine } from '../options.js';
import { sharedOptions } from '../shared-options.js';

const BATCH_EVENTS = 500;
const RETRY_SECONDS = 2;

const options = {
  to: sharedOptions.to,
  out: {
    name: 'out',
    type: 'string',
    default: '.',
    placeholder: 'DIR',
    help: 'folder for destinations that are files; made when needed',
  },
  runsDir: sharedOptions.runsDir,
  patience: {
    name: 'patience',
    type: 'number',
    default: 60,
    placeholder: 'SECONDS',
    help: 'how long a destination that asks for another try gets',
  },
  config: sharedOptions.config,
  json: sharedOptions.json,
  help: sharedOptions.help,
} as const satisfies OptionTable;

/** One run exported to one destination. */
interface Exported {
  readonly run: string;
  readonly file: string;
  readonly to: string;
  readonly events: number;
  /** Lines of the journal that were no usable event. */
  readonly skipped: number;
}

/** `fedotel export`: any journal to any destination. */
export const exportCommand: Command = {
  name: 'export',
  usage: 'FILE|RUN… --to SINK[=ARG],… [--out DIR]',
  summary: 'Send past runs, HiveWatch’s logs included, to destinations',
  options,
  async run(argv, context) {
    const { values, positionals } = parseCommandLine(options, argv, context.env);
    if (positionals.length === 0) throw new UsageError('expected FILE|RUN…, got nothing');
    const journals = positionals.map((word) => findJournal(word, values.runsDir));
    const exported: Exported[] = [];
    for (const choice of values.to.map(parseSinkChoice)) {
      exported.push(...(await exportTo(choice, journals, resolve(values.out), values.patience, context)));
    }
    if (values.json) context.out(`${JSON.stringify({ exported, out: resolve(values.out) })}\n`);
    else
      for (const { run, to, events } of exported) context.out(`${run}: ${events} events to ${to} in ${values.out}\n`);
    return 0;
  },
};

async function exportTo(
  choice: SinkChoice,
  journals: readonly JournalFileReference[],
  out: string,
  patienceSeconds: number,
  context: CommandContext,
): Promise<readonly Exported[]> {
  const sink = await loadSink(choice);
  const stateDir = await mkdtemp(join(tmpdir(), 'fedotel-export-'));
  try {
    await sink.open({
      runsDir: out,
      stateDir,
      argument: choice.argument ?? out,
      warn: (text) => context.err(`fedotel export: ${sink.name}: ${text}\n`),
    });
    const exported: Exported[] = [];
    for (const journal of journals) exported.push(await exportRun(sink, journal, patienceSeconds, context));
    const flushed = await sink.flush();
    if (flushed.kind !== 'ok') throw new CommandError(`${sink.name}: ${flushed.reason}`);
    await sink.close();
    return exported;
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

async function exportRun(
  sink: Sink,
  { path, stem }: JournalFileReference,
  patienceSeconds: number,
  context: CommandContext,
): Promise<Exported> {
  const reader = readJournalFile(path);
  let runId = stem;
  let batch: SequencedEvent[] = [];
  const deliver = async () => {
    if (batch.length > 0) await applyPatiently(sink, { runId, stem }, batch, patienceSeconds, context.signal);
    batch = [];
  };
  for await (const event of reader) {
    if (reader.counts.events === 1) runId = event.event.run_id;
    batch.push(event);
    if (batch.length < BATCH_EVENTS) continue;
    await deliver();
    if (context.interactive) context.err(`\r${runId}: ${reader.counts.events} events to ${sink.name}`);
  }
  await deliver();
  const { events, malformed, unknown, tornBytes, firstFault } = reader.counts;
  if (context.interactive && events >= BATCH_EVENTS) context.err('\n');
  if (events === 0)
    throw new CommandError(`${path}: expected a journal, found no events (${firstFault ?? 'empty file'})`);
  if (malformed > 0) context.err(`fedotel export: ${path}: ${malformed} line(s) skipped; first: ${firstFault}\n`);
  if (tornBytes > 0)
    context.err(`fedotel export: ${path}: the last line is incomplete (${tornBytes} bytes); skipped\n`);
  return { run: runId, file: path, to: sink.name, events, skipped: malformed + unknown };
}

async function applyPatiently(
  sink: Sink,
  run: { runId: string; stem: string },
  batch: readonly SequencedEvent[],
  patienceSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + patienceSeconds * 1000;
  for (;;) {
    const result = await sink.apply(run, batch);
    if (result.kind === 'ok') return;
    const waitMillis = (result.kind === 'retry' ? (result.afterSeconds ?? RETRY_SECONDS) : 0) * 1000;
    if (result.kind === 'reject' || signal.aborted || Date.now() + waitMillis > deadline) {
      throw new CommandError(`${sink.name}: ${result.reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, waitMillis));
  }
}
