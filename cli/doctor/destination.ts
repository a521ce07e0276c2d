import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Sink } from '../../exporters/bridge/index.js';
import { loadSink, parseSinkChoice } from '../../exporters/bridge/sink-registry.js';
import { withoutCredentials } from '../bridge/destinations.js';
import { reasonOf } from '../errors.js';
import { makeWorkFolder } from '../work-folder.js';
import { type Finding, well, wrong } from './finding.js';

/** A destination that does not even say no. */
const LIMIT_SECONDS = 20;

/** Tries one destination of `--to` without changing anything there: opened with a state folder of its own, and asked. */
export async function checkDestination(
  choice: string,
  runsDir: string,
  limitSeconds = LIMIT_SECONDS,
): Promise<Finding> {
  const [shown = ''] = withoutCredentials([choice]);
  const what = `destination ${shown}`;
  const mend = `see docs/bridge.md about --to ${shown.split('=')[0]}`;
  const work = await makeWorkFolder(tmpdir(), 'fedotel-doctor-');
  const warnings: string[] = [];
  let sink: Sink | undefined;
  try {
    const { name, argument } = parseSinkChoice(choice);
    const opened = await loadSink({ name, argument });
    sink = opened;
    const warn = (text: string) => warnings.push(text);
    const tried = async () => {
      await opened.open({ runsDir: resolve(runsDir), stateDir: work.path, argument, warn });
      return opened.check();
    };
    const result = await withLimit(tried(), limitSeconds);
    if (result.kind === 'failed') return wrong(what, firstLine(result.reason), mend);
    return warnings[0] === undefined ? well(what, result.detail) : well(what, `${result.detail} (${warnings[0]})`);
  } catch (error) {
    return wrong(what, firstLine(reasonOf(error)), mend);
  } finally {
    await sink?.close().catch(() => undefined);
    await work.remove();
  }
}

async function withLimit<T>(work: Promise<T>, limitSeconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitSeconds} s`)), limitSeconds * 1000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
