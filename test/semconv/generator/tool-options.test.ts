import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseTool } from '../../../semconv/generator/tool-options.js';

describe('options of tools', () => {
  const spec = {
    usage: 'npm run tool -- [NAME…] [options]',
    options: {
      seconds: { type: 'number', default: 600, minimum: 1, help: 'time it takes' },
      rounds: { type: 'number', default: 3, minimum: 1, whole: true, help: 'how often' },
      only: { type: 'string', default: '', help: 'a part' },
      json: { type: 'boolean', default: false, help: 'as JSON' },
    },
    words: ['page', 'volume'],
  } as const;
  const { words: _, ...wordless } = spec;

  it('have their values in their types, or their defaults', () => {
    const defaults = { seconds: 600, rounds: 3, only: '', json: false };
    assert.deepEqual(parseTool(spec, []), { kind: 'ok', values: defaults, words: [] });
    assert.deepEqual(parseTool(spec, ['page', '--seconds', '1.5', '--json', '--only=x', 'volume']), {
      kind: 'ok',
      values: { seconds: 1.5, rounds: 3, only: 'x', json: true },
      words: ['page', 'volume'],
    });
    assert.deepEqual(parseTool(wordless, ['--seconds=1']), {
      kind: 'ok',
      values: { ...defaults, seconds: 1 },
      words: [],
    });
  });

  it('and names are listed for --help, whatever else is there', () => {
    for (const words of [['--help'], ['-h'], ['nothing', '--seconds', 'x', '--help']]) {
      const parsed = parseTool(spec, words);
      assert.equal(parsed.kind, 'help');
      assert.deepEqual(parsed.kind === 'help' ? parsed.text.split('\n') : [], [
        'npm run tool -- [NAME…] [options]',
        '  --seconds NUMBER      time it takes (default 600)',
        '  --rounds NUMBER       how often (default 3)',
        '  --only STRING         a part',
        '  --json                as JSON',
        'names: page, volume',
      ]);
    }
  });

  for (const [words, text] of [
    [['--nothing'], "Unknown option '--nothing'"],
    [['--seconds'], "Option '--seconds <value>' argument missing"],
    [['--seconds', 'soon'], '--seconds: expected a number from 1, got "soon"'],
    [['--seconds='], '--seconds: expected a number from 1, got ""'],
    [['--seconds=-1'], '--seconds: expected a number from 1, got "-1"'],
    [['--rounds=1.5'], '--rounds: expected a whole number from 1, got "1.5"'],
    [['--rounds=1e400'], '--rounds: expected a whole number from 1, got "1e400"'],
    [['--json=no'], "Option '--json' does not take an argument"],
    [['nothing'], 'expected one of page, volume, got "nothing"'],
  ] as const) {
    it(`are told of in one line when they are wrong: ${words.join(' ')}`, () => {
      assert.deepEqual(parseTool(spec, words), { kind: 'wrong', text: `${text}; --help tells more` });
    });
  }

  it('stand beside words of any kind where the tool takes such', () => {
    const files = { ...spec, words: 'FILE' };
    const parsed = parseTool(files, ['a', '--json', 'b']);
    assert.deepEqual(parsed.kind === 'ok' ? parsed.words : [], ['a', 'b']);
    const help = parseTool(files, ['--help']);
    assert.doesNotMatch(help.kind === 'help' ? help.text : 'names', /names/);
  });

  it('are refused when there are words and the tool takes none', () => {
    const parsed = parseTool(wordless, ['page']);
    assert.match(parsed.kind === 'wrong' ? parsed.text : '', /^Unexpected argument 'page'/);
  });

  const compiled = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  for (const tool of [compiled('test/soak/main.js'), 'scripts/generate-places.mjs']) {
    const name = tool.split('/').slice(-2).join('/');
    it(`end ${name} with 0 after --help and with 2 when they are wrong, without a stack`, () => {
      const run = (word: string) => spawnSync(process.execPath, [tool, word], { encoding: 'utf8' });
      const help = run('--help');
      assert.equal(help.status, 0, help.stderr);
      assert.match(help.stdout, /^n\S+ .*\n {2}--\w+/);
      const wrong = run('--nothing');
      assert.equal(wrong.status, 2);
      assert.equal(wrong.stderr, "Unknown option '--nothing'; --help tells more\n");
    });
  }
});
