/** An app without one or more of the optional packages. Argument: base URL of its copy of the package. */
import { serveCommands } from '../../../support/serve-commands.js';

const commands = {
  /** Records a run. @returns what `startTelemetry` said */
  async play(): Promise<string> {
    const base = process.argv[2];
    const { startRun }: typeof import('../../../../lib/index.js') = await import(new URL('lib/index.js', base).href);
    const { startTelemetry }: typeof import('../../../../lib/telemetry/index.js') = await import(
      new URL('lib/telemetry/index.js', base).href
    );
    const run = startRun({ job: 'digits' });
    const refused = await startTelemetry({ job: 'digits' }).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    const round = run.startRound({ number: 1 });
    round.startTask({ client: 'a' });
    round.clientUpdate({ client: 'a', loss: 1 });
    round.end();
    await run.finish();
    return refused;
  },
};

export type MissingPeerCommands = typeof commands;

serveCommands(commands);
