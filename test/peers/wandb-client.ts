import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { encodeJson } from '../../exporters/journal/codec/encode.js';
import type { JsonObject } from '../../exporters/journal/events.js';
import type { FakeWandb } from '../support/fake-wandb/fake-wandb.js';
import { pythonPeer } from './python.js';

/** How W&B's own client is run. */
export interface WandbClientOptions {
  readonly fake: FakeWandb;
  /** Its working directory, home and place for what it keeps. */
  readonly folder: string;
  /** Given to the script on standard input. */
  readonly args: JsonObject;
  /** Instead of its other variables, and beside them. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a script with W&B's Python client in a fresh process, connected to the recording server.
 *
 * @param script in `test/peers/python/`
 * @returns what it wrote
 * @throws Error with its output when it does not exit with 0
 */
export async function runWandb(script: string, words: readonly string[], options: WandbClientOptions): Promise<string> {
  const { fake, folder, args, env: own } = options;
  const { python } = await pythonPeer('wandb');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    TMPDIR: folder,
    WANDB_BASE_URL: fake.url,
    WANDB_API_KEY: fake.key,
    WANDB_DIR: folder,
    WANDB_ERROR_REPORTING: 'false',
    ...own,
  };
  const child = spawn(python, [join('test/peers/python', script), ...words], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-20_000);
    });
  }
  child.stdin.end(encodeJson(args));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code !== 0) throw new Error(`${script} ${words.join(' ')} exited with ${code}:\n${output}`);
  return output;
}
