import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Finding, wrong } from './finding.js';

/** Runs that are named in one line. */
const SHOWN = 3;

/** What bridges could not bring to its end and left for somebody to look at: parked runs, requests set aside. */
export async function checkLeftBehind(runsDir: string): Promise<readonly Finding[]> {
  const state = join(resolve(runsDir), '.state');
  const findings: Finding[] = [];
  for (const sink of await namesIn(join(state, 'sinks'))) {
    const folder = join(state, 'sinks', sink, 'parked');
    const parked = (await namesIn(folder)).filter((name) => name.endsWith('.json'));
    const [first] = parked;
    if (first === undefined) continue;
    const stems = parked.map((name) => name.slice(0, -'.json'.length));
    const more = stems.length > SHOWN ? ` and ${stems.length - SHOWN} more` : '';
    const runs = `${stems.slice(0, SHOWN).join(', ')}${more}`;
    const mend = 'mend that and start the bridge again';
    findings.push(wrong(`parked at ${sink}`, `${runs}: ${await reasonIn(join(folder, first))}`, mend));
  }
  const quarantine = join(state, 'quarantine');
  const { length } = await namesIn(quarantine);
  if (length > 0) {
    const mend = `look at them, tell us, and remove them from ${quarantine}`;
    findings.push(wrong('set aside', `${length} request(s) on which the bridge failed`, mend));
  }
  return findings;
}

async function reasonIn(path: string): Promise<string> {
  try {
    const { reason } = JSON.parse(await readFile(path, 'utf8')) as { readonly reason?: unknown };
    return String(reason);
  } catch {
    return 'no reason is known';
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
