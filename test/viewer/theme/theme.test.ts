import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createThemeSwitch, type Theme } from '../../../viewer/theme/theme.js';

function make(remembered: string | undefined, dark: boolean) {
  const applied: Theme[] = [];
  const kept: Theme[] = [];
  let changed = () => {};
  const host = {
    dark,
    prefersDark: () => host.dark,
    onPreferenceChange: (listener: () => void) => {
      changed = listener;
    },
    remembered: () => remembered,
    remember: (theme: Theme) => kept.push(theme),
    apply: (theme: Theme) => applied.push(theme),
  };
  return { host, applied, kept, themes: createThemeSwitch(host), change: () => changed() };
}

describe('the theme', () => {
  it('is the reader’s choice, else what the system prefers', () => {
    assert.equal(make('light', true).themes.theme.value, 'light');
    assert.equal(make(undefined, true).themes.theme.value, 'dark');
    assert.equal(make('rubbish', false).themes.theme.value, 'light');
  });

  it('goes with the system until the reader chooses', () => {
    const { host, themes, change, kept, applied } = make(undefined, false);
    host.dark = true;
    change();
    assert.equal(themes.theme.value, 'dark');
    themes.toggle();
    change();
    assert.equal(themes.theme.value, 'light');
    assert.deepEqual(kept, ['light']);
    assert.deepEqual(applied.at(-1), 'light');
  });
});

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((place) => {
    const share = Number.parseInt(color.slice(place, place + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

describe('the colours', () => {
  const sheet = readFileSync('viewer/theme/tokens.css', 'utf8');
  const themes = sheet
    .split(':root[data-theme="dark"]')
    .map((part) =>
      Object.fromEntries(
        [...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value ?? '']),
      ),
    );

  for (const [index, name] of ['light', 'dark'].entries()) {
    const color = (key: string) => themes[index]?.[key] ?? assert.fail(`${name} has no ${key}`);

    it(`of text stand out from every ground (${name})`, () => {
      for (const text of ['ink', 'soft', 'accent']) {
        for (const ground of ['paper', 'sheet', 'tint', 'accent-tint', 'warn-tint']) {
          const ratio = contrast(color(text), color(ground));
          assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
        }
      }
    });

    it(`of curves and states stand out from the ground (${name})`, () => {
      const drawn = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'];
      for (const mark of [...drawn, 'completed', 'straggler', 'dropped', 'failed', 'pending', 'running', 'edge']) {
        for (const ground of ['paper', 'sheet']) {
          const ratio = contrast(color(mark), color(ground));
          assert.ok(ratio >= 3, `${mark} on ${ground}: ${ratio.toFixed(2)}`);
        }
      }
    });
  }
});
