/** What server and clients say to each other: JSON, with the weights in base64. */

import type { Carrier, ClientReport } from 'fedotel';

import { PARAMETERS, type Score, type Weights } from './model.js';

/** Server to client: train from these weights. */
export interface TrainMessage {
  round: number;
  /** Seconds after which the server goes on without the answer. */
  deadlineSeconds: number;
  weights: Weights;
  /** fedotel's identity of the task: run, round, client and trace. About 300 bytes. */
  trace: Carrier;
}

/** Client to server: what the training gave. Loss and accuracy are those of the client's own digits. */
export interface TrainReply extends Score {
  round: number;
  weights: Weights;
  /** Digits that the client owns. */
  samples: number;
  gradientNorm: number;
  /** Seconds from the task's arrival until the answer was ready. */
  trainSeconds: number;
  /** What `clientTask` measured, for the server to record. */
  report: ClientReport;
}

/** Writes a message as one line of JSON. */
export function encode(message: TrainMessage | TrainReply): string {
  const { buffer, byteOffset, byteLength } = message.weights;
  return JSON.stringify({ ...message, weights: Buffer.from(buffer, byteOffset, byteLength).toString('base64') });
}

/** Reads what `encode` wrote. Throws on bad JSON, a missing round or weights of another model. */
export function decode<T extends TrainMessage | TrainReply>(text: string): T {
  const message = JSON.parse(text) as Omit<T, 'weights'> & { weights: unknown };
  const bytes = Buffer.from(typeof message.weights === 'string' ? message.weights : '', 'base64');
  if (bytes.length !== PARAMETERS * Float32Array.BYTES_PER_ELEMENT || !Number.isSafeInteger(message.round)) {
    throw new TypeError(`message: expected a round and ${PARAMETERS} weights, got ${text.slice(0, 80)}`);
  }
  // The copy starts at byte 0: a view into Node's shared buffer could be misaligned for floats.
  return { ...message, weights: new Float32Array(new Uint8Array(bytes).buffer) } as T;
}
