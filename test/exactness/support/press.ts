import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** What a receiver answered. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** How senders press on. */
export interface Pressure {
  readonly url: string;
  readonly bodies: readonly Uint8Array[];
  readonly senders: number;
  readonly seconds: number;
  /**
   * Nobody ends a first body before somebody was refused, so that it is too much on any machine. All bodies together
   * must be more than the receiver takes at one time, or it never ends.
   */
  readonly beginTogether?: boolean;
}

/**
 * Sends the bodies (metrics, as protobuf) in turn, over and over, until the time is over and each sender has had one
 * acknowledged after it. Nobody waits as long as told: that is what overload is made of.
 *
 * @returns how often there was each status
 * @throws AssertionError when an answer is neither an acknowledgement nor says when to come again
 */
export async function pressOn({
  url,
  bodies,
  senders,
  seconds,
  beginTogether = false,
}: Pressure): Promise<ReadonlyMap<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  const statuses = new Map<number, number>();
  const end = performance.now() + seconds * 1000;
  const { promise: refusal, resolve: refuse } = deferred();
  const sender = async (number: number) => {
    for (let turn = number; ; turn++) {
      const hold = beginTogether && turn === number ? refusal : undefined;
      const answer = await postBody(url, bodies[turn % bodies.length] ?? new Uint8Array(), agent, hold);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status === 200) {
        if (performance.now() > end) return;
        continue;
      }
      assert.ok([429, 503].includes(answer.status), `status ${answer.status}`);
      refuse();
      assert.match(answer.retryAfter ?? '', /^([1-9]|[12]\d|30)$/);
      await delay(50);
    }
  };
  try {
    await Promise.all(Array.from({ length: senders }, (_, number) => sender(number)));
  } finally {
    agent.destroy();
  }
  return statuses;
}

/**
 * Sends one request of metrics, as protobuf.
 *
 * @param hold what its last byte waits for
 */
export function postBody(url: string, body: Uint8Array, agent?: Agent, hold?: Promise<void>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.byteLength };
    const sent = request(`${url}/v1/metrics`, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      });
      response.once('error', reject);
    });
    // A body that is refused is not read to its end: the connection may be closed under it, after the answer.
    sent.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve({ status: 503, retryAfter: '1' });
      else reject(error);
    });
    if (hold === undefined) sent.end(body);
    else {
      sent.write(body.subarray(0, -1));
      void hold.then(() => sent.end(body.subarray(-1)));
    }
  });
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
