import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBridge } from '../../exporters/bridge/index.js';
import type { JsonObject } from '../../exporters/journal/events.js';
import type { RoundView } from '../../exporters/run-model/index.js';
import { runCommand } from '../support/command.js';
import { readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { asHiveWatch, byName, differences } from './hivewatch-view.js';
import { pythonPeer } from './python.js';

const DIGITS = fileURLToPath(new URL('../../examples/digits/main.js', import.meta.url));
const APP = fileURLToPath(new URL('./hivewatch-app.js', import.meta.url));

/** Where the run of `hivewatch-app.ts` is meant to be told differently, and why. Each of these must occur once. */
const TOLERATED: readonly (readonly [why: string, differences: readonly string[]])[] = [
  [
    'for HiveWatch the latest line about a client counts; for us an update after the round’s end undoes no drop-out',
    ['run.rounds.1.clients.b.status: "active" there, "dropped" here'],
  ],
  [
    'HiveWatch has no late updates: those of b and d count as if they had come in time',
    ['run.rounds.1.counts.active: 4 there, 2 here', 'run.rounds.1.counts.dropped: 0 there, 1 here'],
  ],
  [
    'JSON has no non-finite numbers: losses are texts in the journal, accuracies null with a text beside them',
    [
      'run.rounds.2.clients.a.local_loss: "NaN" there, NaN here',
      'run.rounds.2.clients.b.local_loss: "Infinity" there, Infinity here',
      'run.rounds.2.globalLoss: "NaN" there, NaN here',
      'run.rounds.2.globalAcc: null there, NaN here',
      'run.rounds.2.clients.a.local_accuracy_text: "NaN" there, nothing here',
    ],
  ],
  [
    'HiveWatch skips nulls when it merges, so that an accuracy that became NaN stays what it was',
    ['run.rounds.2.clients.a.local_accuracy: 0.5 there, NaN here'],
  ],
  [
    'HiveWatch knows no operation but training, and no client before its first line',
    [
      'run.rounds.2.clients.judge: nothing there, {"client_id":"judge"} here',
      'run.rounds.4.clients.b: nothing there, {"client_id":"b"} here',
    ],
  ],
];

describe('HiveWatch 0.3.1 reads our journals', function () {
  this.timeout(300_000);
  const folder = temporaryFolder('hivewatch');
  after(() => folder.remove());

  /** Runs an app against a bridge of its own. @returns the journal that came of it */
  async function record(name: string, command: string, args: readonly string[]): Promise<string> {
    const runsDir = join(folder.path, name);
    const bridge = await createBridge({ runsDir, listen: { port: 0 } });
    try {
      await runCommand(command, args, { env: { ...environment(), OTEL_EXPORTER_OTLP_ENDPOINT: bridge.url } });
    } finally {
      assert.deepEqual(await bridge.stop(), { owed: [] });
    }
    return journalIn(runsDir);
  }

  async function readByHiveWatch(journal: string): Promise<JsonObject> {
    const { python } = await pythonPeer();
    const { stdout } = await runCommand(python, ['test/peers/hivewatch_rounds.py', journal]);
    return byName(JSON.parse(stdout) as JsonObject);
  }

  it('tells the run of the Python example as we do, in every field', async () => {
    const { python } = await pythonPeer();
    const journal = await record('python', python, ['examples/python/send_run.py']);
    const theirs = await readByHiveWatch(journal);
    assert.deepEqual(differences(theirs, asHiveWatch(await readRun(journal))), []);
    assert.deepEqual(Object.keys(theirs.rounds ?? {}), ['1', '2', '3', '4', '5']);
  });

  it('tells the run of a library app as we do, but for the listed differences', async () => {
    const journal = await record('library', process.execPath, [APP]);
    const theirs = await readByHiveWatch(journal);
    const left = differences(theirs, asHiveWatch(await readRun(journal)));
    for (const [why, expected] of TOLERATED) {
      for (const text of expected) {
        const index = left.indexOf(text);
        assert.notEqual(index, -1, `${text} does not occur any more (${why}); there is ${left.join('\n')}`);
        left.splice(index, 1);
      }
    }
    assert.deepEqual(left, []);
    assert.deepEqual(Object.keys(theirs.rounds ?? {}), ['0', '1', '2', '3', '4']);
  });

  it('tells the run of the demo as we do, but for counting late updates', async () => {
    const runsDir = join(folder.path, 'demo');
    const words = [DIGITS, '--rounds', '6', '--clients', '4', '--runs-dir', runsDir, '--quiet'];
    await runCommand(process.execPath, words, { env: environment() });
    const journal = journalIn(runsDir);
    const view = await readRun(journal);
    const late = view.rounds.filter(({ lateUpdates }) => lateUpdates > 0);
    assert.ok(late.length > 0, 'the demo’s script has late answers');
    assert.deepEqual(
      differences(await readByHiveWatch(journal), asHiveWatch(view)),
      late.flatMap(lateDifferences).sort(),
    );
  });
});

/** What late updates make of a round for HiveWatch: on a slow machine that of the client, too, whose upload broke. */
function lateDifferences({ round, completed, failed, lateUpdates, clients }: RoundView): string[] {
  const undone = clients.filter(({ late, outcome }) => late && outcome === 'failed');
  const place = `run.rounds.${round}`;
  return [
    `${place}.counts.active: ${completed + lateUpdates} there, ${completed} here`,
    ...(undone.length === 0 ? [] : [`${place}.counts.failed: ${failed - undone.length} there, ${failed} here`]),
    ...undone.map(({ clientId }) => `${place}.clients.${clientId}.status: "active" there, "failed" here`),
  ];
}

/** The one journal of a folder. */
function journalIn(runsDir: string): string {
  const [file, ...more] = readdirSync(runsDir).filter((entry) => entry.endsWith('.jsonl'));
  assert.deepEqual(more, []);
  return join(runsDir, file ?? '');
}

/** This process's environment without what would steer an SDK. */
function environment(): Record<string, undefined> {
  const steering = Object.keys(process.env).filter((name) => /^OTEL_|^FEDOTEL_|_proxy$/i.test(name));
  return Object.fromEntries(steering.map((name) => [name, undefined]));
}
