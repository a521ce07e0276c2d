import { tmpdir } from 'node:os';
import { JournalFormatError } from '../../exporters/journal/index.js';
import type { CommandContext } from '../command.js';
import { CommandError, JournalError, reasonOf, systemCodeOf } from '../errors.js';
import type { JournalFileReference } from '../journals/find.js';
import { printable } from '../output/printable.js';
import { say } from '../output/say.js';
import { makeWorkFolder } from '../work-folder.js';
import { type Delivery, deliver } from './deliver.js';
import type { Destination } from './destination.js';
import type { Patience } from './patience.js';
import { checkTarget } from './target-files.js';

/** One run that a destination has. */
export interface Exported {
  readonly run: string;
  readonly file: string;
  readonly to: string;
  readonly events: number;
  /** Lines of the journal that were no usable event. */
  readonly skipped: number;
  /** Events that the destination refused. */
  readonly rejected: number;
}

/** One journal that could not be exported. */
export interface NotExported {
  readonly file: string;
  readonly to: string;
  readonly reason: string;
}

/** What came of exporting to one destination. */
export interface ExportResult {
  readonly exported: readonly Exported[];
  readonly failed: readonly NotExported[];
}

/** What exporting needs beside journals and destination. */
export interface ExportTools {
  /** Absolute path of the folder for destinations that are files. */
  readonly out: string;
  /** The same when the user named it: then it wins over what the environment says. */
  readonly givenOut?: string | undefined;
  readonly patience: Patience;
  readonly context: CommandContext;
  /** Command that speaks; `export` unless said. */
  readonly command?: string | undefined;
  /** How single clients reach the destination. */
  readonly perClient?: string | undefined;
  /** Folders whose files may be uploaded. */
  readonly artifactRoots?: readonly string[] | undefined;
}

/**
 * Exports journals to one destination. A journal that cannot be read is told and does not keep the others.
 *
 * @throws CommandError when the destination cannot be opened or does not take what it is given
 */
export async function exportTo(
  { choice, sink }: Destination,
  journals: readonly JournalFileReference[],
  tools: ExportTools,
): Promise<ExportResult> {
  const work = await makeWorkFolder(tmpdir(), 'fedotel-export-');
  const warn = (text: string) => say(tools.context, tools.command ?? 'export', `${sink.name}: ${text}`);
  try {
    const { out: runsDir, givenOut, perClient, artifactRoots, context, patience } = tools;
    const progress = (text: string) => {
      patience.progressed();
      draw(context, `${text} to ${sink.name}`);
    };
    await sink
      .open({
        ...{ runsDir, stateDir: work.path, argument: choice.argument, perClient, artifactRoots, warn, progress },
        exporting: { out: givenOut },
      })
      .catch((error: unknown) => {
        throw new CommandError(`--to ${choice.name}: ${reasonOf(error)}`);
      });
    try {
      return await exportAll({ choice, sink }, journals, tools);
    } finally {
      await sink.close().catch((error: unknown) => warn(`close: ${reasonOf(error)}`));
    }
  } finally {
    await work.remove();
  }
}

async function exportAll(
  { choice, sink }: Destination,
  journals: readonly JournalFileReference[],
  { out, patience, context }: ExportTools,
): Promise<ExportResult> {
  const exported: Exported[] = [];
  const failed: NotExported[] = [];
  for (const journal of journals) {
    patience.check();
    try {
      await checkTarget({ choice, sink }, out, journal);
      const delivery = await deliver({ sink, journal, patience, onProgress: progressLine(sink.name, context) });
      const { runId, counts, rejected } = delivery;
      const run = { runId, stem: journal.stem, journal: journal.path };
      const refusal = await patience.insist(sink.name, () => sink.flush(run, { closing: true }));
      if (refusal !== undefined) throw new CommandError(`${sink.name}: ${refusal}`);
      reportSkipped(delivery, sink.name, journal, context);
      const skipped = counts.malformed + counts.unknown;
      exported.push({ run: runId, file: journal.path, to: sink.name, events: counts.events, skipped, rejected });
    } catch (error) {
      if (!isOfJournal(error)) throw error;
      say(context, 'export', reasonOf(error));
      failed.push({ file: journal.path, to: sink.name, reason: reasonOf(error) });
    }
  }
  return { exported, failed };
}

/** Whether an error is about the journal at hand and not about the destination. */
function isOfJournal(error: unknown): boolean {
  return error instanceof JournalError || error instanceof JournalFormatError || systemCodeOf(error) !== undefined;
}

function reportSkipped(
  delivery: Delivery,
  sink: string,
  { path }: JournalFileReference,
  context: CommandContext,
): void {
  const { counts, rejected, rejectedReason } = delivery;
  const { malformed, tornBytes, firstFault } = counts;
  if (malformed > 0) say(context, 'export', `${path}: ${malformed} line(s) skipped; the first: ${firstFault}`);
  if (tornBytes > 0) say(context, 'export', `${path}: the last line is incomplete (${tornBytes} bytes); skipped`);
  if (rejected > 0) say(context, 'export', `${path}: ${sink} refused ${rejected} event(s): ${rejectedReason}`);
}

/** Draws how far a large run is, on a terminal only; the next line that is said stands over it. */
function progressLine(sink: string, context: CommandContext): (runId: string, events: number) => void {
  return (runId, events) => draw(context, `${runId}: ${events} events to ${sink}`);
}

function draw(context: CommandContext, text: string): void {
  if (context.interactive) context.err(`\r\u001b[K${printable(text)}\r`);
}
