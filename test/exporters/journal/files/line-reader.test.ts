import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalFile } from '../../../../exporters/journal/files/file-system.js';
import { type Line, lastLineEnd, readLines } from '../../../../exporters/journal/files/line-reader.js';

/** A file in memory whose reads give at most `piece` bytes. */
function fileOf(content: Buffer, piece = Number.POSITIVE_INFINITY): JournalFile {
  const refuse = () => Promise.reject(new Error('not writable'));
  return {
    read: (into, position) => Promise.resolve(content.copy(into, 0, position, position + Math.min(into.length, piece))),
    stat: () => Promise.resolve({ size: content.length, links: 1 }),
    write: refuse,
    datasync: refuse,
    truncate: refuse,
    close: () => Promise.resolve(),
  };
}

async function linesOf(file: JournalFile, from = 0, to?: number, maxLineBytes = 1000): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const group of readLines(file, { from, ...(to === undefined ? {} : { to }), maxLineBytes }))
    lines.push(...group);
  return lines;
}

describe('readLines', () => {
  it('gives texts and exact byte offsets, whatever the pieces, the texts and the start', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\n', ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(8),
        async (texts, piece, skip) => {
          const buffers = texts.map((value) => Buffer.from(`${value}\n`));
          const expected: Line[] = [];
          let start = 0;
          for (const buffer of buffers) {
            const end = start + buffer.length;
            expected.push({ text: buffer.toString().slice(0, -1), start, end, whole: true });
            start = end;
          }
          const from = expected[skip]?.start ?? start;
          const lines = await linesOf(fileOf(Buffer.concat(buffers), piece), from);
          assert.deepEqual(lines, expected.slice(skip));
        },
      ),
    );
  });

  it('gives what follows the last newline as a line that is not whole', async () => {
    assert.deepEqual(await linesOf(fileOf(Buffer.from('a\nbc'), 1)), [
      { text: 'a', start: 0, end: 2, whole: true },
      { text: 'bc', start: 2, end: 5, whole: false },
    ]);
  });

  it('stops at the given offset', async () => {
    assert.deepEqual(
      (await linesOf(fileOf(Buffer.from('a\nb\nc\n')), 2, 4)).map((line) => line.text),
      ['b'],
    );
    assert.deepEqual(await linesOf(fileOf(Buffer.from('a\n')), 2, 2), []);
  });

  it('skips lines that are too long without keeping them, at any piece size', async () => {
    for (const piece of [1, 3, 7, 100]) {
      const lines = await linesOf(
        fileOf(Buffer.from(`ok\n${'x'.repeat(50)}\nfits!\n${'y'.repeat(20)}`), piece),
        0,
        undefined,
        5,
      );
      assert.deepEqual(
        lines.map(({ text, end }) => ({ text, end })),
        [
          { text: 'ok', end: 3 },
          { text: undefined, end: 54 },
          { text: 'fits!', end: 60 },
          { text: undefined, end: 81 },
        ],
      );
    }
  });

  it('reads characters that lie across two pieces', async () => {
    const content = `${'x'.repeat(128 * 1024 - 1)}🐝\nend\n`;
    const lines = await linesOf(fileOf(Buffer.from(content)), 0, undefined, 1e6);
    assert.deepEqual(
      lines.map((line) => line.text),
      content.trimEnd().split('\n'),
    );
  });
});

describe('lastLineEnd', () => {
  it('finds the end of the last whole line', async () => {
    const cases: [string, number][] = [
      ['', 0],
      ['a', 0],
      ['\n', 1],
      ['a\n', 2],
      ['a\nbc', 2],
      [`a\n${'b'.repeat(300_000)}`, 2],
      ['b'.repeat(300_000), 0],
    ];
    for (const [content, end] of cases) {
      const bytes = Buffer.from(content);
      assert.equal(await lastLineEnd(fileOf(bytes), bytes.length), end, content.slice(0, 5));
    }
  });

  it('looks at the given size only', async () => {
    assert.equal(await lastLineEnd(fileOf(Buffer.from('a\nb\n')), 3), 2);
  });
});
