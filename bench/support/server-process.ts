import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { fileURLToPath } from 'node:url';
import { post } from './load.js';

/** What a server process has used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  /** Resident memory now and at most, bytes. */
  readonly rss: number;
  readonly maxRss: number;
}

/** A server in a process of its own, so that its CPU time and memory are its own too. */
export interface ServerProcess {
  readonly url: string;
  /** Address of the page, empty without one. */
  readonly pageUrl: string;
  /** Sends a body and waits for the answer. @throws Error unless it is 200 */
  post(body: Uint8Array): Promise<void>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/**
 * Starts a server.
 *
 * @param script module in this folder, without its ending
 * @param args given to it
 */
export async function startServer(
  script: 'bridge-server' | 'bare-server',
  args: readonly string[],
): Promise<ServerProcess> {
  const path = fileURLToPath(new URL(`${script}.js`, import.meta.url));
  const child = fork(path, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { url, pageUrl = '' } = (await nextMessage(child)) as { url: string; pageUrl?: string };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    url,
    pageUrl,
    post: (body) => post(`${url}/v1/metrics`, agent, body),
    usage: () => {
      child.send('usage');
      return nextMessage(child) as Promise<Usage>;
    },
    stop: async () => {
      agent.destroy();
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  // Whichever comes first, nobody listens for the other any more.
  const over = new AbortController();
  const { signal } = over;
  try {
    const [message] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(() => Promise.reject(new Error('the server died'))),
    ]);
    return message;
  } finally {
    over.abort();
  }
}
