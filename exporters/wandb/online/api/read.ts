/** A value of an answer, of which nothing is known yet. */
export interface AnswerReader {
  /** A field of an object. @throws TypeError naming the path when this is no object */
  at(field: string): AnswerReader;
  /** @throws TypeError when it is no text */
  text(): string;
  /** `undefined` for null. @throws TypeError */
  textOrNone(): string | undefined;
  /** A count. @throws TypeError */
  count(): number;
  /** @throws TypeError when it is no list */
  list(): readonly AnswerReader[];
  /** Whether it is null, or missing. */
  readonly isNone: boolean;
  readonly isTrue: boolean;
}

/** Reads an answer without believing it. @param path where it stands, for messages */
export function readAnswer(value: unknown, path = 'data'): AnswerReader {
  const wrong = (expected: string) => new TypeError(`${path}: expected ${expected}, got ${kindOf(value)}`);
  return {
    at(field) {
      if (typeof value !== 'object' || value === null) throw wrong('an object');
      return readAnswer(Reflect.get(value, field), `${path}.${field}`);
    },
    text() {
      if (typeof value !== 'string') throw wrong('a text');
      return value;
    },
    textOrNone() {
      if (value === null || value === undefined) return undefined;
      if (typeof value !== 'string') throw wrong('a text or null');
      return value;
    },
    count() {
      if (!Number.isSafeInteger(value) || Number(value) < 0) throw wrong('a count');
      return Number(value);
    },
    list() {
      if (!Array.isArray(value)) throw wrong('a list');
      return value.map((item, index) => readAnswer(item, `${path}[${index}]`));
    },
    isNone: value === null || value === undefined,
    isTrue: value === true,
  };
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : typeof value;
}
