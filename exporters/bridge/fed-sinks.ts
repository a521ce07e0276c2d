import { join } from 'node:path';
import { systemErrorCode } from '../journal/errors.js';
import { createCursorStore } from '../journal/index.js';
import { createSinkLag, type SinkLag } from './metrics/sink-lag.js';
import { loadSink, parseSinkChoice } from './sink-registry.js';
import { createSinkRunner, type SinkRunner, type SinkRunnerOptions } from './sink-runner.js';

/** A sink that is fed, and how far it is. */
export interface FedSink {
  readonly runner: SinkRunner;
  readonly lag: SinkLag;
}

/**
 * Opens the destinations and begins to feed them.
 *
 * @param undo gets what takes each of them back
 * @throws Error naming `--to` when one is named twice, unknown, or cannot be opened
 */
export async function openSinks(
  choices: readonly string[],
  { stateDir, ...shared }: Omit<SinkRunnerOptions, 'sink' | 'argument' | 'cursors'>,
  undo: (() => Promise<unknown>)[],
): Promise<readonly FedSink[]> {
  const fed: FedSink[] = [];
  const names = new Set<string>();
  const cursors = createCursorStore(join(stateDir, 'cursors'), shared);
  for (const choice of choices.map(parseSinkChoice)) {
    const lag = createSinkLag({ sink: await loadSink(choice), journal: shared.journal, cursors });
    const { sink } = lag;
    if (names.has(sink.name)) throw new Error(`--to: expected each destination once, got ${sink.name} twice`);
    names.add(sink.name);
    const sinkDir = join(stateDir, 'sinks', sink.name.replaceAll(/[^A-Za-z0-9_-]/g, '_'));
    const runner = createSinkRunner({ ...shared, sink, argument: choice.argument, cursors, stateDir: sinkDir });
    await runner.start().catch((error: unknown) => {
      // The file system says what is wrong with which path, and not who wants it.
      const named = systemErrorCode(error) === undefined || !(error instanceof Error);
      throw named ? error : new Error(`--to ${choice.name}: ${error.message}`, { cause: error });
    });
    undo.push(() => runner.stop(performance.now(), () => undefined));
    fed.push({ runner, lag });
  }
  return fed;
}
