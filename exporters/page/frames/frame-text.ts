import { partsOf, type RoundParts } from './round-parts.js';

/** Items of a list that are written at once. */
const LIST_LENGTH = 1024;

/** The JSON of a frame in pieces, some of them empty: what `JSON.stringify` gives. */
export function* frameText(frame: object): Generator<string, void> {
  const parts = partsOf(frame);
  if (parts === undefined) yield* jsonText(frame);
  else yield* roundText(parts);
}

/** The JSON of a list in pieces. */
export function* listText(items: readonly unknown[]): Generator<string, void> {
  yield '[';
  for (let start = 0; start < items.length; start += LIST_LENGTH) {
    const text = JSON.stringify(items.slice(start, start + LIST_LENGTH)).slice(1, -1);
    yield start === 0 ? text : `,${text}`;
  }
  yield ']';
}

/** Each part is made when its place has come, and is not held until the next. */
function* roundText(parts: RoundParts): Generator<string, void> {
  const details = yield* parts.details();
  yield '{';
  yield* fieldsText(parts.results);
  yield ',"clients":';
  yield* jsonText(yield* parts.clients(details));
  yield ',"tasks":';
  yield* jsonText(yield* parts.tasks(details));
  yield ',"events":';
  yield* jsonText(yield* parts.events(details));
  yield '}';
}

function* jsonText(value: unknown): Generator<string, void> {
  if (Array.isArray(value)) yield* listText(value);
  else if (typeof value !== 'object' || value === null) yield JSON.stringify(value);
  else {
    yield '{';
    yield* fieldsText(value);
    yield '}';
  }
}

function* fieldsText(object: object): Generator<string, void> {
  let separator = '';
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    yield* jsonText(value);
    separator = ',';
  }
}
