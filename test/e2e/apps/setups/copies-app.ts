/** An app in which two packages depend on fedotel and each has a copy of its own. Arguments: the copies' base URLs. */
import { serveCommands } from '../../../support/serve-commands.js';
import { trainRound } from './training.js';

type Library = typeof import('../../../../lib/index.js');
type SetUp = typeof import('../../../../lib/telemetry/index.js');

async function load(base: string | undefined): Promise<Library & SetUp> {
  const library: Library = await import(new URL('lib/index.js', base).href);
  const setUp: SetUp = await import(new URL('lib/telemetry/index.js', base).href);
  return { ...library, ...setUp };
}

const commands = {
  /** Three rounds of one run, recorded through either copy. @returns what the second `startTelemetry` said */
  async play(): Promise<{ readonly separate: boolean; readonly second: string }> {
    const [first, second] = await Promise.all([load(process.argv[2]), load(process.argv[3])]);
    // Recorded by one copy before the other starts telemetry.
    const run = second.startRun({ job: 'digits', runId: 'run' });
    await trainRound(run, 1, second.clientTask);
    const telemetry = await first.startTelemetry({ job: 'digits' });
    const refused = await second.startTelemetry({ job: 'digits' }).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    await trainRound(run, 2, first.clientTask);
    const other = first.startRun({ job: 'digits', runId: 'other' });
    await trainRound(other, 1, second.clientTask);
    await run.finish();
    await other.finish();
    const { complete } = await telemetry.shutdown();
    if (!complete) throw new Error('telemetry could not deliver');
    return { separate: first.startRun !== second.startRun, second: refused };
  },
};

export type CopiesCommands = typeof commands;

serveCommands(commands);
