import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printPages } from '../../../../semconv/generator/markdown/pages.js';
import { anchorOf, escapeCell, printTable } from '../../../../semconv/generator/markdown/table.js';
import { ModelError } from '../../../../semconv/generator/shape.js';
import { changedRegistry, ROOT } from '../sample-model.js';

const FOLDER = join(ROOT, 'docs/conventions');

async function loadPages(): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(FOLDER);
  const texts = await Promise.all(names.map((name) => readFile(join(FOLDER, name), 'utf8')));
  return new Map(names.map((name, index) => [name, texts[index] ?? '']));
}

function anchorsOf(page: string): ReadonlySet<string> {
  return new Set([...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? '')));
}

describe('printPages', () => {
  it('puts what is generated where the text asks for it', async () => {
    const pages = printPages(await changedRegistry(), new Map([['a.md', 'Version {{version}}.\n']]));
    assert.match(pages.get('a.md') ?? '', /^<!-- Generated .* -->\n\nVersion 0\.1\.0\.\n$/);
  });

  it('refuses a text that asks for something unknown', async () => {
    const registry = await changedRegistry();
    assert.throws(
      () => printPages(registry, new Map([['a.md', '{{colours}}']])),
      (error) => error instanceof ModelError && /pages\/a\.md: .*got "colours"/.test(error.message),
    );
  });
});

describe('the pages', () => {
  it('name every attribute, span, event and metric', async () => {
    const { attributes, entities, events, metrics, spans } = await changedRegistry();
    const all = [...(await loadPages()).values()].join('\n');
    const names = [
      ...attributes.map(({ key, template }) => (template ? `\`${key}.<key>\`` : `\`${key}\``)),
      ...entities.map(({ name }) => `\`${name}\``),
      ...[...events, ...spans].map(({ name }) => `## ${name}\n`),
    ];
    const titles = metrics.map(({ name, clientField }) =>
      clientField === undefined ? `# ${name}\n` : `| \`${name}\` |`,
    );
    assert.deepEqual(
      [...names, ...titles].filter((name) => !all.includes(name)),
      [],
    );
  });

  it('link to pages and headings that exist', async () => {
    const pages = await loadPages();
    const broken: string[] = [];
    for (const [name, text] of pages) {
      for (const [, target = '', anchor] of text.matchAll(/\]\(([a-zA-Z-]*\.md)?(?:#([^)]*))?\)/g)) {
        const page = pages.get(target === '' ? name : target);
        if (page === undefined || (anchor !== undefined && !anchorsOf(page).has(anchor))) {
          broken.push(`${name}: ${target}#${anchor}`);
        }
      }
    }
    assert.deepEqual(broken, []);
  });

  it('have tables whose rows are as wide as their heads', async () => {
    const uneven: string[] = [];
    for (const [name, text] of await loadPages()) {
      let width = 0;
      for (const line of text.split('\n')) {
        const cells = line.startsWith('|') ? line.replaceAll('\\|', '').split('|').length : 0;
        if (cells !== 0 && width !== 0 && cells !== width) {
          uneven.push(`${name}: ${line}`);
        }
        width = cells;
      }
    }
    assert.deepEqual(uneven, []);
  });

  it('leave no placeholder', async () => {
    for (const [name, text] of await loadPages()) {
      assert.doesNotMatch(text, /\{\{/, name);
    }
  });
});

describe('printTable', () => {
  it('escapes bars and line breaks in cells', () => {
    assert.equal(printTable(['A', 'B'], [['x|y', 'p\nq']]), '| A | B |\n|---|---|\n| x\\|y | p q |');
    assert.equal(escapeCell('a|b'), 'a\\|b');
  });
});

describe('anchorOf', () => {
  it('is what GitHub makes of a heading', () => {
    assert.equal(anchorOf("OpenTelemetry's own"), 'opentelemetrys-own');
    assert.equal(anchorOf('fl.update.base_round'), 'flupdatebase_round');
    assert.equal(anchorOf('Checkpoints, artifacts and tracking'), 'checkpoints-artifacts-and-tracking');
  });
});
