import { encodeJson } from '../../journal/codec/encode.js';
import type { JsonObject, JsonValue } from '../../journal/events.js';
import { Message } from '../records/message.js';
import { contentValue } from '../records/summary-values.js';

const PLUGIN = 'hparams';
/** Fields of TensorBoard's `HParamsPluginData`. */
const DATA = { version: 1, start: 3, end: 4 } as const;
/** `SessionStartInfo`, and the entries of its map. */
const START = { hparams: 1, groupName: 4, startSeconds: 5 } as const;
const ENTRY = { key: 1, value: 2 } as const;
/** `SessionEndInfo`. */
const END = { status: 1, endSeconds: 2 } as const;
const STATUS = { finished: 1, failed: 2 } as const;
/** `google.protobuf.Value`. */
const VALUE = { number: 2, text: 3, boolean: 4 } as const;
/** Nesting below which a configuration is not taken apart any more. */
const MAX_DEPTH = 8;

/** What TensorBoard's tab of hyperparameters reads of a run's start: the configuration, flattened (`optimizer.lr`). */
export function sessionStart(runId: string, config: JsonObject, startMillis: number): Uint8Array {
  const info = new Message();
  for (const [key, value] of flatten(config, '', 0)) {
    info.bytes(START.hparams, new Message().bytes(ENTRY.key, key).bytes(ENTRY.value, encodeValue(value)).encode());
  }
  info.bytes(START.groupName, runId).double(START.startSeconds, startMillis / 1000);
  return pluginValue('_hparams_/session_start_info', DATA.start, info);
}

/** What it reads of the run's end. */
export function sessionEnd(state: keyof typeof STATUS, endMillis: number): Uint8Array {
  const info = new Message().integer(END.status, STATUS[state]).double(END.endSeconds, endMillis / 1000);
  return pluginValue('_hparams_/session_end_info', DATA.end, info);
}

function pluginValue(tag: string, field: number, info: Message): Uint8Array {
  return contentValue(tag, PLUGIN, new Message().integer(DATA.version, 0).bytes(field, info.encode()).encode());
}

function* flatten(config: JsonObject, prefix: string, depth: number): Generator<[string, JsonValue]> {
  for (const [key, value] of Object.entries(config)) {
    if (value === null) continue;
    const nested = typeof value === 'object' && !Array.isArray(value) && depth < MAX_DEPTH;
    if (nested) yield* flatten(value as JsonObject, `${prefix}${key}.`, depth + 1);
    else yield [`${prefix}${key}`, value];
  }
}

function encodeValue(value: JsonValue): Uint8Array {
  switch (typeof value) {
    case 'number':
      return new Message().double(VALUE.number, value).encode();
    case 'boolean':
      return new Message().integer(VALUE.boolean, Number(value)).encode();
    case 'string':
      return new Message().bytes(VALUE.text, value).encode();
    default:
      return new Message().bytes(VALUE.text, encodeJson(value)).encode();
  }
}
