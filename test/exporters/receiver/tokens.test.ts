import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTokenCheck, deriveSecret, type TokenCheck } from '../../../exporters/receiver/tokens.js';

function check(tokens: readonly string[] | undefined, tokenFile?: string, warnings: string[] = []): TokenCheck {
  return createTokenCheck({ tokens, tokenFile, warn: (text) => warnings.push(text) });
}

describe('createTokenCheck', () => {
  it('lets everybody in when there are no tokens', () => {
    assert.equal(check(undefined).allows(undefined), true);
  });

  it('takes the one token, with the scheme in any case', () => {
    const tokens = check(['s3cret']);
    for (const header of ['Bearer s3cret', 'bearer s3cret', 'BEARER  s3cret']) {
      assert.equal(tokens.allows(header), true, header);
    }
    const wrong = [
      'Bearer s3cre',
      'Bearer s3crett',
      'Bearer S3CRET',
      'Bearer',
      'Bearer ',
      's3cret',
      'Basic s3cret',
      '',
      'Bearer s3cret x',
    ];
    for (const header of [...wrong, undefined, 'Bearer undefined']) {
      assert.equal(tokens.allows(header), false, header);
    }
  });

  it('takes both tokens while they are exchanged', () => {
    const tokens = check(['old', 'new']);
    assert.equal(tokens.allows('Bearer old'), true);
    assert.equal(tokens.allows('Bearer new'), true);
    assert.equal(tokens.allows('Bearer oldnew'), false);
  });

  it('refuses no tokens, three tokens and unusable ones', () => {
    assert.throws(() => check([]), /^Error: tokens: expected one token, or two while it is exchanged, got 0$/);
    assert.throws(() => check(['a', 'b', 'c']), /got 3$/);
    for (const token of ['', ' ', 'a b', 'ü', 'a\n']) {
      assert.throws(() => check([token]), /^Error: tokens: expected tokens of visible ASCII characters/, token);
    }
  });

  it('does not repeat a token in its errors', () => {
    assert.throws(
      () => check(['geheim wort']),
      (error) => !String(error).includes('geheim'),
    );
  });
});

describe('createTokenCheck with a file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fedotel-tokens-'));
    file = join(folder, 'token');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Replaces the file as a secret store does, so that the new one never has the old one's identity. */
  function replace(text: string): void {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }

  it('reads one token a line, without comments, blanks and carriage returns', () => {
    replace('# rotated on Monday\r\none\r\n\r\n  two  \r\n');
    const tokens = check(undefined, file);
    assert.deepEqual(
      ['one', 'two', '#', ''].map((token) => tokens.allows(`Bearer ${token}`)),
      [true, true, false, false],
    );
  });

  it('reads it again when it changed', () => {
    replace('one');
    const tokens = check(undefined, file);
    replace('one\ntwo');
    assert.equal(tokens.allows('Bearer two'), true);
    assert.equal(tokens.allows('Bearer one'), true);
    replace('two');
    assert.equal(tokens.allows('Bearer one'), false);
    assert.equal(tokens.allows('Bearer two'), true);
  });

  it('keeps the tokens while the file is gone or broken, and says so once', () => {
    replace('one');
    const warnings: string[] = [];
    const tokens = check(undefined, file, warnings);
    rmSync(file);
    assert.equal(tokens.allows('Bearer one'), true);
    assert.equal(tokens.allows('Bearer one'), true);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^tokenFile \(--token-file .*ENOENT.*; the tokens before stay valid$/);
    replace('');
    assert.equal(tokens.allows('Bearer one'), true);
    assert.equal(tokens.allows('Bearer '), false);
    assert.equal(warnings.length, 2);
    replace('two');
    assert.equal(tokens.allows('Bearer one'), false);
    assert.equal(tokens.allows('Bearer two'), true);
  });

  it('adds them to tokens given directly', () => {
    replace('from-file');
    const tokens = check(['direct'], file);
    assert.equal(tokens.allows('Bearer direct'), true);
    assert.equal(tokens.allows('Bearer from-file'), true);
  });

  it('refuses a file that is missing or empty at the start', () => {
    assert.throws(
      () => check(undefined, file),
      /^Error: tokenFile \(--token-file .*\): expected a readable file, got ENOENT/,
    );
    replace('# nothing\n');
    assert.throws(() => check(undefined, file), /expected one token, or two while it is exchanged, got 0/);
  });
});

describe('deriveSecret', () => {
  it('gives a secret that is valid as long as its token, for its purpose alone, and is no token', () => {
    const secret = deriveSecret('token-1', 'page');
    const both = check(['token-1', 'token-2']);
    assert.equal(both.allowsDerived('page', secret), true);
    assert.equal(both.allowsDerived('other', secret), false);
    assert.equal(both.allowsDerived('page', 'token-1'), false);
    assert.equal(both.allowsDerived('page', ''), false);
    assert.equal(both.allows(`Bearer ${secret}`), false);
    assert.equal(check(['token-2']).allowsDerived('page', secret), false);
    assert.equal(check(undefined).allowsDerived('page', 'anything'), true);
  });
});
