/** Stands in for the worker of an embedded bridge. The sinks it is given say how it behaves; see `main`. */
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { startReceiver } from '../fake-receiver.js';

const { runsDir, to }: { runsDir: string; to: string[] } = workerData;
const say = (message: object) => parentPort?.postMessage(message);

async function main(): Promise<void> {
  mkdirSync(join(runsDir, '.state'), { recursive: true });
  appendFileSync(join(runsDir, 'starts'), `${JSON.stringify({ to, options: process.env.NODE_OPTIONS ?? null })}\n`);
  if (to.includes('locked') || (to.includes('fail-once') && !existsSync(join(runsDir, 'failed')))) {
    writeFileSync(join(runsDir, 'failed'), '');
    say({ type: 'failed', code: to.includes('locked') ? 'locked' : 'error', message: 'the folder is in use' });
    return;
  }
  if (to.includes('throw')) {
    throw new Error('broken worker');
  }
  const instance = `embedded-${Math.random()}`;
  const receiver = await startReceiver(undefined, instance);
  receiver.answer = ({ records }) => {
    const names = records.map(({ name, attributes }) =>
      `${name} ${String(attributes.get('fl.client.id') ?? '')}`.trim(),
    );
    appendFileSync(join(runsDir, 'received'), `${names.join('\n')}\n`);
    if (to.includes('die-once') && !existsSync(join(runsDir, 'died'))) {
      writeFileSync(join(runsDir, 'died'), '');
      process.exit(3);
    }
    return { status: 200 };
  };
  writeFileSync(join(runsDir, '.state', 'bridge.json'), JSON.stringify({ url: receiver.url, instance }));
  parentPort?.on('message', async (message: { type: string; timeoutSeconds: number }) => {
    if (message.type !== 'stop' || to.includes('never-stop')) {
      return;
    }
    say({ type: 'progress', text: `closing within ${message.timeoutSeconds > 0} s` });
    await receiver.close();
    say({ type: 'stopped', owed: to.includes('owe') ? [{ sink: 'mlflow', run: 'run-1', events: 7 }] : [] });
    parentPort?.close();
  });
  say({ type: 'warning', text: 'the disk is nearly full' });
  say({ type: 'ready', url: receiver.url, instance });
}

await main();
