import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Pages with links of the form `[proof: title of a test](file)`. */
const PAGES = readdirSync('docs')
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, proofs: proofsIn(readFileSync(`docs/${name}`, 'utf8')) }))
  .filter(({ proofs }) => proofs.length > 0);

describe('proofs that the documentation names', () => {
  it('are there', () => {
    assert.deepEqual(
      ['privacy.md', 'threat-model.md'].filter((name) => !PAGES.some((page) => page.name === name)),
      [],
    );
  });

  for (const { name, proofs } of PAGES) {
    for (const { title, file } of proofs) {
      it(`${name}: ${title}`, () => {
        assert.ok(existsSync(file), file);
        // Where a title begins: a sentence in a comment is no test. Titles that are made in a loop end in what differs.
        const source = readFileSync(file, 'utf8');
        const isTitle = ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}`));
        assert.ok(isTitle, `${file} has no test “${title}”`);
      });
    }
  }
});

function proofsIn(page: string): readonly { readonly title: string; readonly file: string }[] {
  return [...page.matchAll(/\[proof: ([^\]]+)\]\s*\(([^)]+)\)/g)].map(([, title = '', link = '']) => ({
    title: title.replace(/\s+/g, ' '),
    file: posix.join('docs', link),
  }));
}
