/**
 * A process that appends to a journal in a loop until it is killed. Arguments: folder, seed. It prints the number of
 * each event once its append is acknowledged, and each number's `again` once its repetition is.
 */
import { writeSync } from 'node:fs';
import { createJournal } from '../../../../exporters/journal/index.js';
import { update } from './events.js';

const [runsDir = '', seed = '0'] = process.argv.slice(2);
const journal = await createJournal({ runsDir });
const say = (text: string) => writeSync(1, `${text}\n`);

let number = 0;
async function appendForEver(run: string): Promise<never> {
  for (;;) {
    const own = number++;
    const id = `${seed}-${own}`;
    // Sizes differ, so that the kill meets writes of all lengths.
    const event = update(run, id, { local_loss: own, padding: 'ä'.repeat((own * 37) % 2000) });
    await journal.append([event]);
    say(`${run} ${id}`);
    // What a sender whose answer was lost would do.
    if (own % 3 === 0) await journal.append([event]);
  }
}

await Promise.all(['r1', 'r1', 'r1', 'r2'].map(appendForEver));
