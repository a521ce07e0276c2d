import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** Most tokens that are valid at one time: the old and the new one while they are exchanged. */
const MAX_TOKENS = 2;

/** Checks bearer tokens. */
export interface TokenCheck {
  /** @param authorization value of the `Authorization` header */
  allows(authorization: string | undefined): boolean;
  /** Whether a secret was derived from a token that is valid now (`deriveSecret`). */
  allowsDerived(purpose: string, secret: string): boolean;
}

/** Options of `createTokenCheck`. */
export interface TokenOptions {
  readonly tokens: readonly string[] | undefined;
  readonly tokenFile: string | undefined;
  /** Told when the file changed and could not be used. */
  warn(text: string): void;
}

const OPEN: TokenCheck = { allows: () => true, allowsDerived: () => true };

class HashedTokens implements TokenCheck {
  readonly #fixed: readonly Buffer[];
  readonly #file: TokenFile | undefined;

  constructor({ tokens, tokenFile, warn }: TokenOptions) {
    this.#fixed = tokens === undefined ? [] : hashTokens('tokens', tokens);
    this.#file = tokenFile === undefined ? undefined : new TokenFile(tokenFile, warn);
  }

  /** Hashes have one length, as `timingSafeEqual` demands, and every one is compared: time tells nothing. */
  allows(authorization: string | undefined): boolean {
    const token = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
    const hash = hashOf(token);
    return this.#known()
      .map((known) => timingSafeEqual(known, hash))
      .includes(true);
  }

  allowsDerived(purpose: string, secret: string): boolean {
    const hash = hashOf(secret);
    return this.#known()
      .map((known) => timingSafeEqual(hashOf(derive(known, purpose)), hash))
      .includes(true);
  }

  #known(): readonly Buffer[] {
    return [...this.#fixed, ...(this.#file?.hashes() ?? [])];
  }
}

/** Tokens in a file. Only its hashes stay in memory. */
class TokenFile {
  readonly #path: string;
  readonly #warn: (text: string) => void;
  #version: string;
  /** What was said last, so that it is not said for every request. */
  #warned = '';
  #hashes: readonly Buffer[];

  constructor(path: string, warn: (text: string) => void) {
    this.#path = path;
    this.#warn = warn;
    this.#version = this.#readVersion();
    this.#hashes = this.#read();
  }

  /**
   * The tokens, read again if the file changed. A file that is gone or broken for a moment must not make Collectors drop
   * everything (which is what they do on 401), so the tokens before stay valid until it is whole again.
   */
  hashes(): readonly Buffer[] {
    try {
      const version = this.#readVersion();
      if (version !== this.#version) {
        this.#hashes = this.#read();
        this.#version = version;
        this.#warned = '';
      }
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (text !== this.#warned) {
        this.#warned = text;
        this.#warn(`${text}; the tokens before stay valid`);
      }
    }
    return this.#hashes;
  }

  #readVersion(): string {
    try {
      const { mtimeMs, size, ino } = statSync(this.#path);
      return `${mtimeMs} ${size} ${ino}`;
    } catch (error) {
      throw fileError(this.#path, error);
    }
  }

  #read(): readonly Buffer[] {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      throw fileError(this.#path, error);
    }
    const lines = text.split('\n').map((line) => line.trim());
    return hashTokens(
      `tokenFile (--token-file ${this.#path})`,
      lines.filter((line) => line !== '' && !line.startsWith('#')),
    );
  }
}

/**
 * Makes the check; without any token given, it lets everybody in.
 * @throws Error naming the option when there are no tokens, more than two, or one that no header can carry
 */
export function createTokenCheck(options: TokenOptions): TokenCheck {
  return options.tokens === undefined && options.tokenFile === undefined ? OPEN : new HashedTokens(options);
}

/**
 * A secret for one purpose, as a browser may keep it: it is valid as long as the token is, and tells nothing about the
 * token, which opens more.
 */
export function deriveSecret(token: string, purpose: string): string {
  return derive(hashOf(token), purpose);
}

function derive(hash: Buffer, purpose: string): string {
  return createHmac('sha256', hash).update(purpose).digest('base64url');
}

function hashTokens(option: string, tokens: readonly string[]): readonly Buffer[] {
  if (tokens.length < 1 || tokens.length > MAX_TOKENS) {
    throw new Error(`${option}: expected one token, or two while it is exchanged, got ${tokens.length}`);
  }
  if (!tokens.every((token) => /^[\x21-\x7e]+$/.test(token))) {
    throw new Error(`${option}: expected tokens of visible ASCII characters without spaces`);
  }
  return tokens.map(hashOf);
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function fileError(path: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`tokenFile (--token-file ${path}): expected a readable file, got ${reason}`, { cause });
}
