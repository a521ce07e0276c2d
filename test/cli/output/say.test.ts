import assert from 'node:assert/strict';
import { say } from '../../../cli/output/say.js';

describe('say', () => {
  const said = (command: string, text: string) => {
    const lines: string[] = [];
    say({ err: (line) => lines.push(line) }, command, text);
    return lines;
  };

  it('is one line after the name of the command', () => {
    assert.deepEqual(said('runs list', ' first\n  second\n'), ['fedotel runs list: first second\n']);
    assert.deepEqual(said('', 'x'), ['fedotel: x\n']);
  });

  it('bears long texts of nothing but space', () => {
    assert.equal(said('', `a${' '.repeat(300_000)}b`)[0]?.length, 'fedotel: '.length + 2000 + 1);
  });

  it('lets nothing through that a terminal obeys', () => {
    assert.deepEqual(said('dev', 'a\u001b[2Jb'), ['fedotel dev: a\ufffd[2Jb\n']);
  });
});
