import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createRig,
  deliver,
  eventsOf,
  FULL,
  fullRun,
  mustBeOk,
  project,
} from '../exporters/tensorboard/support/rig.js';
import { freePort } from '../support/bridge-process.js';
import { until } from '../support/until.js';
import { pythonPeer } from './python.js';

/** TensorBoard starts, and loads, in its own time. */
const LIMIT_SECONDS = 180;

/** By folder. */
type Tags<T> = Readonly<Record<string, T>>;
interface Hparams {
  readonly hparamInfos: readonly { readonly name: string }[];
}

describe('TensorBoard’s server, with its fast loader', () => {
  it('shows a run while it grows: charts, texts, hyperparameters', async () => {
    const rig = createRig();
    const { python } = await pythonPeer('tensorboard');
    const port = await freePort();
    const flags = ['--logdir', rig.folder, '--host', '127.0.0.1', '--port', String(port)];
    const server = spawn(
      python,
      ['-m', 'tensorboard.main', ...flags, '--load_fast', 'true', '--reload_interval', '1'],
      { stdio: 'ignore' },
    );
    const gone = once(server, 'exit');
    const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
      const answer = await fetch(`http://127.0.0.1:${port}/data/${path}`, init).catch(() => undefined);
      return answer?.ok === true ? answer.json() : undefined;
    };
    const accuracy = async () => {
      const series = await ask('plugin/scalars/scalars?run=tensorboard%2Ffull&tag=round%2Faccuracy');
      return Array.isArray(series) ? series : [];
    };
    try {
      const events = await eventsOf(FULL);
      const sink = await rig.open();
      await deliver(sink, fullRun, events.slice(0, 25));
      mustBeOk(await sink.flush(fullRun));
      await until('the first rounds are shown', async () => (await accuracy()).length > 0, LIMIT_SECONDS);
      await deliver(sink, fullRun, events.slice(25));
      mustBeOk(await sink.flush(fullRun, { closing: true }));
      const expected = project(events).flatMap((output) => {
        if (output.kind !== 'row') return [];
        const point = output.points.find(({ key }) => key.group === 'round' && key.path.join() === 'accuracy');
        const { step, timeMillis } = output;
        return point === undefined ? [] : [[timeMillis / 1000, step, Math.fround(Number(point.value))]];
      });
      await until('all rounds are shown', async () => (await accuracy()).length === expected.length, LIMIT_SECONDS);
      assert.deepEqual(await accuracy(), expected);

      // Each folder is read, and each kind of data made ready, at a time of its own.
      const headers = { 'content-type': 'application/json' };
      const hparams = { method: 'POST', headers, body: '{"experimentName":""}' };
      const isShown = async () => {
        const tags = (await ask('plugin/scalars/tags')) as Tags<object> | undefined;
        const texts = (await ask('plugin/text/tags')) as Tags<readonly string[]> | undefined;
        const asked = (await ask('plugin/hparams/experiment', hparams)) as Hparams | undefined;
        return (
          Object.hasOwn(tags?.['tensorboard/full/drifter'] ?? {}, 'client/loss') &&
          texts?.['tensorboard/full']?.includes('run/config') === true &&
          asked?.hparamInfos.some(({ name }) => name === 'optimizer.lr') === true
        );
      };
      await until('clients, texts and hyperparameters are shown', isShown, LIMIT_SECONDS);
    } finally {
      server.kill();
      await gone;
      await rig.end();
    }
  });
});
