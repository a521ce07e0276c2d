import {
  ATTR_FL_ARTIFACT_NAME,
  ATTR_FL_ARTIFACT_PATH,
  ATTR_FL_ARTIFACT_TYPE,
  ATTR_FL_CHECKPOINT_METADATA,
  ATTR_FL_CHECKPOINT_PATH,
  ATTR_FL_CHECKPOINT_SIZE,
  ATTR_FL_CLIENT_ID,
  ATTR_FL_EVALUATION_ACCURACY,
  ATTR_FL_EVALUATION_DURATION,
  ATTR_FL_EVALUATION_LOSS,
  ATTR_FL_EVALUATION_METRIC,
  ATTR_FL_EVALUATION_SAMPLES,
  ATTR_FL_EVALUATION_SCOPE,
  ATTR_FL_EVALUATION_SPLIT,
  ATTR_FL_PARAM,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_SERVER_METADATA,
  ATTR_FL_TAG,
  ATTR_FL_TEXT,
  EVENT_FL_ARTIFACT_REGISTERED,
  EVENT_FL_CHECKPOINT_SAVED,
  EVENT_FL_EVALUATION_RESULT,
  EVENT_FL_RUN_PARAMS,
  EVENT_FL_RUN_TAGS,
  EVENT_FL_RUN_TEXT,
  EVENT_FL_SERVER_METADATA,
  type EventName,
  FL_EVALUATION_SCOPE_VALUE_CENTRAL,
} from '../../semconv/index.js';
import type { Emitter, EventAttributes } from '../core/emitter.js';
import { ArgumentReader, asObject } from '../core/read.js';
import type { AttributeMap, EpochTime } from '../core/records.js';
import { redactText } from '../core/secret-text.js';
import { redactSecrets } from '../core/secrets.js';
import { copyEntries, entriesOf, MAX_TEXT, type Redactor } from '../core/values.js';
import type { Warnings } from '../core/warnings.js';
import type { LoggedFact } from '../tracking/log-target.js';
import { freeNumbers } from './free-numbers.js';

/** Where the events of a run go, and where faults of their arguments are said. */
export interface EventTarget {
  readonly emitter: Emitter;
  readonly warnings: Warnings;
}

/** A client that says something of its own. Such events are not counted, because clients send them themselves, too. */
export interface FactSource {
  /** Already a pseudonym where privacy asks for one. */
  readonly client: string;
  readonly time: EpochTime;
  /** What stands for its values; `redactSecrets` for those of the run. */
  readonly redact: Redactor;
}

/** A checkpoint was written. */
export function recordCheckpoint({ emitter, warnings }: EventTarget, given: unknown): void {
  const read = new ArgumentReader('checkpoint', warnings);
  const checkpoint = asObject(given);
  const path = read.text('path', checkpoint.path) ?? read.refuse('path', 'a text that is not empty', checkpoint.path);
  if (path !== undefined) {
    emitter.event(EVENT_FL_CHECKPOINT_SAVED, {
      [ATTR_FL_CHECKPOINT_PATH]: redactText(path),
      [ATTR_FL_ROUND_NUMBER]: optionalRound(read, checkpoint.round),
      [ATTR_FL_CHECKPOINT_SIZE]: read.count('size', checkpoint.size),
      ...copyEntries(checkpoint.metadata, ATTR_FL_CHECKPOINT_METADATA, redactSecrets),
    });
  }
}

/** A model was evaluated, outside any round or on another split. */
export function recordEvaluation({ emitter, warnings }: EventTarget, given: unknown): void {
  const read = new ArgumentReader('evaluation', warnings);
  const evaluation = asObject(given);
  const scope = read.member('scope', evaluation.scope, ['central', 'federated']) ?? FL_EVALUATION_SCOPE_VALUE_CENTRAL;
  emitter.event(EVENT_FL_EVALUATION_RESULT, {
    [ATTR_FL_ROUND_NUMBER]: optionalRound(read, evaluation.round),
    [ATTR_FL_EVALUATION_SCOPE]: scope,
    [ATTR_FL_EVALUATION_SPLIT]: read.text('split', evaluation.split),
    [ATTR_FL_EVALUATION_LOSS]: read.number('loss', evaluation.loss),
    [ATTR_FL_EVALUATION_ACCURACY]: read.number('accuracy', evaluation.accuracy),
    [ATTR_FL_EVALUATION_SAMPLES]: read.count('samples', evaluation.samples),
    [ATTR_FL_EVALUATION_DURATION]: read.number('duration', evaluation.duration),
    ...freeNumbers(read, evaluation.metrics, ATTR_FL_EVALUATION_METRIC),
  });
}

/** A file belongs to the run. */
export function recordArtifact({ emitter, warnings }: EventTarget, given: unknown, source?: FactSource): void {
  const read = new ArgumentReader('artifact', warnings);
  const artifact = asObject(given);
  const name = read.text('name', artifact.name) ?? read.refuse('name', 'a text that is not empty', artifact.name);
  const path = read.text('path', artifact.path) ?? read.refuse('path', 'a text that is not empty', artifact.path);
  if (name !== undefined && path !== undefined) {
    const attributes = {
      [ATTR_FL_ARTIFACT_NAME]: name,
      [ATTR_FL_ARTIFACT_PATH]: redactText(path),
      [ATTR_FL_ARTIFACT_TYPE]: read.text('type', artifact.type),
    };
    emit(emitter, EVENT_FL_ARTIFACT_REGISTERED, attributes, source);
  }
}

/** Facts about the server. */
export function recordServerMetadata({ emitter }: EventTarget, given: unknown): void {
  emitFree(emitter, EVENT_FL_SERVER_METADATA, copyEntries(given, ATTR_FL_SERVER_METADATA, redactSecrets));
}

/** Further parameters. */
export function recordParams({ emitter }: EventTarget, given: unknown, source?: FactSource): void {
  emitFree(emitter, EVENT_FL_RUN_PARAMS, copyEntries(given, ATTR_FL_PARAM, source?.redact ?? redactSecrets), source);
}

/** Tags. */
export function recordTags(target: EventTarget, given: unknown, source?: FactSource): void {
  emitFree(target.emitter, EVENT_FL_RUN_TAGS, copyTexts(target, 'tags', given, ATTR_FL_TAG, source?.redact), source);
}

/** What a writer says without a step. */
export function recordFact(target: EventTarget, { kind, given }: LoggedFact, source?: FactSource): void {
  const record = { params: recordParams, tags: recordTags, artifact: recordArtifact }[kind];
  record(target, given, source);
}

/** Texts. */
export function recordText(target: EventTarget, given: unknown): void {
  emitFree(target.emitter, EVENT_FL_RUN_TEXT, copyTexts(target, 'text', given, ATTR_FL_TEXT));
}

/** An event without a single entry would say nothing. */
function emitFree(emitter: Emitter, name: EventName, attributes: AttributeMap, source?: FactSource): void {
  if (Object.keys(attributes).length > 0) {
    emit(emitter, name, attributes, source);
  }
}

function emit(emitter: Emitter, name: EventName, attributes: EventAttributes, source?: FactSource): void {
  if (source === undefined) {
    emitter.event(name, attributes);
  } else {
    emitter.extra(name, { ...attributes, [ATTR_FL_CLIENT_ID]: source.client }, source.time);
  }
}

function copyTexts(
  { warnings }: EventTarget,
  call: string,
  given: unknown,
  name: (key: string) => string,
  redact: Redactor = redactSecrets,
): AttributeMap {
  const read = new ArgumentReader(call, warnings);
  const texts = [...entriesOf(given)].map(
    ([key, value]) => [key, read.text(key.slice(0, 100), value, MAX_TEXT)] as const,
  );
  return copyEntries(new Map(texts), name, redact);
}

function optionalRound(read: ArgumentReader, given: unknown): number | undefined {
  return given === undefined || given === null ? undefined : read.round(given);
}
