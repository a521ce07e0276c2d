import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createIntake, type IntakeCounts, type IntakeRequest } from '../../../exporters/bridge/intake.js';
import { createQuarantine } from '../../../exporters/bridge/quarantine.js';
import { createJournal, type JournalOptions } from '../../../exporters/journal/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** What a folder holds after requests went the bridge's way: decode, translate, journal. */
export interface Ingested {
  readonly folder: string;
  readonly counts: Readonly<IntakeCounts>;
  /** Text of a run's journal. */
  text(runId: string): string;
  path(runId: string): string;
  /** Bytes of a run's journal. */
  size(runId: string): number;
  /** What the operator was told. */
  readonly warnings: readonly string[];
}

/** Folders of one suite. */
export interface IngestFolders {
  /**
   * Takes requests in, one after the other, or all at once.
   *
   * @param into the folder of an earlier call, which a bridge that was started anew goes on with; default: a fresh one
   * @throws Error when one is not accepted
   */
  ingest(requests: Iterable<IntakeRequest>, options?: IngestOptions): Promise<Ingested>;
  remove(): void;
}

/** Options of `ingest`. */
export interface IngestOptions {
  readonly into?: string | undefined;
  readonly atOnce?: boolean | undefined;
  readonly journal?: Omit<JournalOptions, 'runsDir'> | undefined;
}

/** Makes folders that `remove` takes away. */
export function createIngestFolders(): IngestFolders {
  const made: { remove(): void }[] = [];
  const fresh = () => {
    const folder = temporaryFolder('exact');
    made.push(folder);
    return folder.path;
  };
  return {
    async ingest(requests, options = {}) {
      const folder = options.into ?? fresh();
      const warnings: string[] = [];
      const warn = (text: string) => void warnings.push(text);
      const journal = await createJournal({ runsDir: folder, warn, ...options.journal });
      const intake = createIntake({ journal, quarantine: createQuarantine({ dir: join(folder, 'quarantine') }), warn });
      const take = async (request: IntakeRequest) => {
        const { kind } = await intake.accept(request);
        if (kind !== 'ok') throw new Error(`a ${request.signal} request was not accepted`);
      };
      if (options.atOnce === true) await Promise.all([...requests].map(take));
      else for (const request of requests) await take(request);
      await journal.close();
      const path = (runId: string) => join(folder, `${runId}.jsonl`);
      return {
        folder,
        counts: intake.counts,
        warnings,
        path,
        size: (runId) => statSync(path(runId)).size,
        text: (runId) => readFileSync(path(runId), 'utf8'),
      };
    },
    remove: () => {
      for (const folder of made.splice(0)) folder.remove();
    },
  };
}
