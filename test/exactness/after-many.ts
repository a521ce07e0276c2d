import assert from 'node:assert/strict';
import { attribute, updatesBody } from '../support/otlp-json.js';
import type { RecordedRequest } from '../support/recording-server.js';
import { playFederation } from './support/federation.js';
import { createIngestFolders } from './support/ingest.js';
import { record } from './support/recording.js';
import { cutByPoints } from './support/recut.js';

const CLIENTS = 1000;
const FIRST_ROUND = 10;
/** Entries that the index may hold in memory: it must go back to the journal for all that is older. */
const MAX_INDEX_ENTRIES = 20_000;

/** Describes what becomes of a recording that comes again after so many other updates of its run. */
export function describeAfterMany(updates: number): void {
  describe(`a recording that comes again after ${updates} other updates`, function () {
    this.timeout(1_800_000);
    const folders = createIngestFolders();
    after(() => folders.remove());

    it('changes nothing, before and after a restart of the bridge, long after `finished`', async () => {
      let attempt = 0;
      const recorded = await record({ job: 'digits', protocol: 'http/json' }, (recorder) =>
        playFederation(recorder, {}, (number) => {
          attempt = number;
        }),
      );
      const again = [...recorded, ...recorded.flatMap((request) => cutByPoints(request, 1))];
      const journal = { maxIndexEntries: MAX_INDEX_ENTRIES };
      const whole = await folders.ingest(recorded);
      // One bridge sees all of it; the repetitions are the last that it gets.
      const first = await folders.ingest(inTurn(recorded, others(attempt, updates), again), { journal });
      assert.equal(first.counts.events, whole.counts.events + updates);
      assert.equal(first.counts.malformed, 0);
      const size = first.size('run');
      const restarted = await folders.ingest(inTurn(again, others(attempt, CLIENTS), recorded), {
        into: first.folder,
        journal,
      });
      assert.equal(restarted.counts.events, 0);
      assert.equal(restarted.size('run'), size);
    });
  });
}

function* inTurn<T>(...parts: Iterable<T>[]): Iterable<T> {
  for (const part of parts) yield* part;
}

/** Updates of later rounds, one request a round. */
function* others(attempt: number, updates: number): Iterable<RecordedRequest> {
  for (let done = 0; done < updates; done += CLIENTS) {
    const round = FIRST_ROUND + done / CLIENTS;
    const body = updatesBody(
      'run',
      Array.from({ length: CLIENTS }, (_, client) => ({
        client: `c${client}`,
        round,
        time: 1_772_442_000_000_000_000n + BigInt(done + client),
        loss: 1 / (1 + client),
        samples: client,
      })),
      [attribute('fl.run.attempt', attempt)],
    );
    yield { signal: 'metrics', encoding: 'json', body: Buffer.from(body) };
  }
}
