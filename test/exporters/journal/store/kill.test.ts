import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { createJournal } from '../../../../exporters/journal/index.js';
import { eventsOf, update } from '../support/events.js';
import { useTempFolder } from '../support/temp-folder.js';

const CHILD = fileURLToPath(new URL('../support/append-child.js', import.meta.url));
const KILLS = 5;

/** Lets a child append until so many milliseconds after its second acknowledgement, kills it, and returns its output. */
async function runAndKill(runsDir: string, seed: string, afterMillis: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [CHILD, runsDir, seed], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8');
  let killing: NodeJS.Timeout | undefined;
  child.stdout.on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > 2) killing ??= setTimeout(() => child.kill('SIGKILL'), afterMillis);
  });
  const signal = await new Promise((resolve) => child.on('close', (_code, name) => resolve(name)));
  clearTimeout(killing);
  assert.equal(signal, 'SIGKILL', 'the child ended by itself');
  return output.split('\n').slice(0, -1);
}

describe('kill -9', () => {
  const folder = useTempFolder();

  it('loses nothing that was acknowledged and repeats nothing', async () => {
    const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Date.now() % 1_000_000);
    console.log(`      seed ${seed} (FEDOTEL_TEST_SEED)`);
    let random = seed;
    const acknowledged: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      random = (random * 1103515245 + 12345) % 2 ** 31;
      acknowledged.push(...(await runAndKill(folder(), `${seed}-${kill}`, random % 300)));
      const journal = await createJournal({ runsDir: folder() });
      const found = new Map<string, number>();
      const updates: JournalEvent[] = [];
      for (const { runId } of journal.runs()) {
        for (const event of await eventsOf(journal, runId)) {
          if (event.event_type !== 'client_update') continue;
          updates.push(event);
          const key = `${runId} ${event.clients[0]?.client_id}`;
          found.set(key, (found.get(key) ?? 0) + 1);
        }
      }
      const missing = acknowledged.filter((key) => !found.has(key));
      assert.deepEqual(missing, [], 'acknowledged and missing');
      const twice = [...found].filter(([, count]) => count !== 1);
      assert.deepEqual(twice, [], 'there more than once');
      // Senders whose answer was lost come again: with all that is there, and with something new.
      const resent = await journal.append([update('r1', 'resent'), ...updates]);
      assert.equal(resent.written, kill === 0 ? 1 : 0);
      await journal.close();
    }
    assert.ok(acknowledged.length > KILLS, `only ${acknowledged.length} acknowledgements`);
  }).timeout(60_000);
});
