/** A client's side of the wire; `hub.ts` is the other end. */

import { get, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { decode, encode, type TrainMessage, type TrainReply } from './messages.js';

const ATTEMPTS = 3;

/** Seconds before a failed upload is tried again. */
const RETRY_SECONDS = 0.05;

/** Tasks from the server, until it ends the stream or is gone. Throws when there is no server or it refuses. */
export async function* receiveTasks(serverUrl: string, client: string): AsyncGenerator<TrainMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${serverUrl}/tasks?client=${encodeURIComponent(client)}`, resolve).on('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`tasks: expected status 200, got ${response.statusCode}`);
  try {
    for await (const line of createInterface({ input: response })) yield decode<TrainMessage>(line);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
  } finally {
    response.destroy(); // who takes no more tasks leaves
  }
}

/**
 * Delivers an answer, trying again when the connection breaks. Throws after three attempts.
 *
 * @param breakFirst cuts the first attempt's connection in the middle of the body (a scripted incident)
 */
export async function upload(serverUrl: string, client: string, reply: TrainReply, breakFirst: boolean): Promise<void> {
  const url = `${serverUrl}/updates?client=${encodeURIComponent(client)}&round=${reply.round}`;
  const body = Buffer.from(encode(reply));
  for (let attempt = 1; ; attempt++) {
    try {
      return await post(url, body, breakFirst && attempt === 1);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await sleep(RETRY_SECONDS * 1000);
    }
  }
}

function post(url: string, body: Buffer, cut: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { agent: false, method: 'POST', headers: { 'content-length': body.length } },
      (response) => {
        response.resume();
        if (response.statusCode === 204) response.on('end', resolve);
        else reject(new Error(`upload: expected status 204, got ${response.statusCode}`));
      },
    ).on('error', reject);
    if (!cut) return void outgoing.end(body);
    // Half of the body arrives, then the connection is reset; the request's 'error' event follows.
    outgoing.write(body.subarray(0, body.length / 2), () => outgoing.socket?.resetAndDestroy());
  });
}
