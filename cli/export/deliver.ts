import type { SequencedEvent, Sink } from '../../exporters/bridge/index.js';
import { type ReadCounts, readJournalFile } from '../../exporters/journal/index.js';
import { noEvents } from '../journals/faults.js';
import type { JournalFileReference } from '../journals/find.js';
import type { Patience } from './patience.js';

/** A batch goes when it has so many events … */
const BATCH_EVENTS = 500;
/** … or so many bytes of journal, whichever comes first: memory stays bounded however long the lines are. Two batches are held. */
const BATCH_BYTES = 4 * 1024 * 1024;

/** What came of delivering one journal to one destination. */
export interface Delivery {
  readonly runId: string;
  readonly counts: ReadCounts;
  /** Events that the destination refused for ever. */
  readonly rejected: number;
  /** Why it refused the first of them. */
  readonly rejectedReason: string | undefined;
}

/** Options of {@link deliver}. */
export interface DeliverOptions {
  readonly sink: Sink;
  readonly journal: JournalFileReference;
  readonly patience: Patience;
  /** Told after each batch. */
  readonly onProgress: (runId: string, events: number) => void;
}

/**
 * Reads a journal and hands its events to a destination in batches, one after the other. The next one is read while the
 * destination takes one, so that what waits for a server does not wait for the disk after it.
 *
 * @throws CommandError when the file has no events, or the destination cannot take them
 * @throws JournalFormatError when a newer fedotel wrote the file
 */
export async function deliver({ sink, journal, patience, onProgress }: DeliverOptions): Promise<Delivery> {
  const reader = readJournalFile(journal.path);
  let runId = journal.stem;
  let batch: SequencedEvent[] = [];
  let delivered = 0;
  let rejected = 0;
  let rejectedReason: string | undefined;
  let handing: Promise<void> = Promise.resolve();
  const give = async (events: readonly SequencedEvent[], read: number) => {
    const refusal = await patience.insist(sink.name, () =>
      sink.apply({ runId, stem: journal.stem, journal: journal.path }, events),
    );
    if (refusal !== undefined) {
      rejected += events.length;
      rejectedReason ??= refusal;
    }
    onProgress(runId, read);
  };
  const hand = async () => {
    await handing;
    delivered = batch.at(-1)?.sequence ?? delivered;
    handing = give(batch, reader.counts.events);
    // Whoever hands over the next batch, or waits for the last one, hears of it.
    handing.catch(() => undefined);
    batch = [];
  };
  try {
    for await (const event of reader) {
      if (reader.counts.events === 1) runId = event.event.run_id;
      batch.push(event);
      if (batch.length >= BATCH_EVENTS || event.sequence - delivered >= BATCH_BYTES) await hand();
    }
    if (batch.length > 0) await hand();
  } finally {
    // Nothing is under way when this returns, however it ends.
    await handing;
  }
  if (reader.counts.events === 0) throw noEvents(journal.path, reader.counts);
  return { runId, counts: reader.counts, rejected, rejectedReason };
}
