/**
 * Makes the pictures of the page that the README shows, from a run exported with `fedotel export RUN --to html`.
 *
 *   node scripts/screenshots.mjs RUN.html [FOLDER]
 *
 * Needs a Chromium; FEDOTEL_CHROMIUM names it when it is not at /usr/bin/chromium.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const PICTURES = [
  { name: 'timeline', hash: 'view=timeline&round=15', colorScheme: 'light' },
  { name: 'map', hash: 'view=map&round=6', colorScheme: 'dark' },
];

const [file, folder = 'docs/images'] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('screenshots: expected the HTML file of a run\n');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.FEDOTEL_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
try {
  for (const { name, hash, colorScheme } of PICTURES) {
    const page = await browser.newPage({
      viewport: { width: 1200, height: 680 },
      colorScheme,
      reducedMotion: 'reduce',
    });
    await page.goto(`${pathToFileURL(resolve(file))}#${hash}`);
    await page.getByRole('tab', { selected: true }).or(page.locator('[aria-current="page"]')).first().waitFor();
    await page.waitForTimeout(800);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
}
