import assert from 'node:assert/strict';
import { cell, code, fillBetween, table } from '../../../docs/generate/markdown.js';

describe('markdown', () => {
  it('keeps a cell one cell on one line', () => {
    assert.equal(cell('a | b\n  c'), 'a \\| b c');
    assert.equal(table(['x'], [['a|b']]), '| x |\n| --- |\n| a\\|b |\n');
    assert.deepEqual([code('a'), code('')], ['`a`', '']);
  });

  it('fills a document between its markers, again and again', () => {
    const filled = fillBetween('top\n<A>\nold\n<B>\nend\n', '<A>', '<B>', 'new\n');
    assert.equal(filled, 'top\n<A>\nnew\n<B>\nend\n');
    assert.equal(fillBetween(filled, '<A>', '<B>', 'new\n'), filled);
  });

  it('names the marker that is missing', () => {
    assert.throws(() => fillBetween('<B>', '<A>', '<B>', ''), /expected a line <A>, found none/);
    assert.throws(() => fillBetween('<B>\n<A>', '<A>', '<B>', ''), /expected a line <B>, found none/);
  });
});
