/** A piece of GraphQL. */
export interface Token {
  readonly kind: 'name' | 'punctuator' | 'string' | 'number' | 'end';
  /** Of a string, what it says. */
  readonly text: string;
}

/** What is wrong with a document or with what it asks for: answered with 400, as the real server does. */
export class GraphqlError extends Error {}

const PATTERN =
  /[\s,\uFEFF]+|#[^\n]*|(?<name>[_A-Za-z][_0-9A-Za-z]*)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<punctuator>\.\.\.|[!$&():=@[\]{|}])/y;

/** Cuts GraphQL into tokens (spec October 2021, section 2.1); block strings are not known. @throws GraphqlError */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  while (pattern.lastIndex < source.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(source);
    if (match === null) throw new GraphqlError(`syntax error at ${JSON.stringify(source.slice(at, at + 20))}`);
    const { name, number, string, punctuator } = match.groups ?? {};
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (string !== undefined) tokens.push({ kind: 'string', text: String(JSON.parse(string)) });
    else if (punctuator !== undefined) tokens.push({ kind: 'punctuator', text: punctuator });
  }
  tokens.push({ kind: 'end', text: 'the end' });
  return tokens;
}

/** Walks over tokens. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  get next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: 'the end' };
  }

  get atEnd(): boolean {
    return this.next.kind === 'end';
  }

  /** Whether the next one is this mark or word. */
  is(text: string): boolean {
    return (this.next.kind === 'punctuator' || this.next.kind === 'name') && this.next.text === text;
  }

  /** Takes the next one if it is this. */
  takeIf(text: string): boolean {
    const found = this.is(text);
    if (found) this.#at += 1;
    return found;
  }

  /** @throws GraphqlError when the next one is something else */
  expect(text: string): void {
    if (!this.takeIf(text)) throw new GraphqlError(`expected ${text}, got ${this.next.text}`);
  }

  take(): Token {
    const token = this.next;
    this.#at += 1;
    return token;
  }

  /** @throws GraphqlError when the next one is no name */
  name(): string {
    const token = this.take();
    if (token.kind !== 'name') throw new GraphqlError(`expected a name, got ${token.text}`);
    return token.text;
  }
}
