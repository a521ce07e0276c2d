import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where distributions put the browser, most likely first. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Starts the system's Chromium without a window.
 *
 * @throws Error that says what to install when there is none
 */
export async function startChromium(): Promise<Browser> {
  const said = process.env.FEDOTEL_CHROMIUM;
  const path = said ?? PLACES.find((place) => existsSync(place));
  if (path === undefined || !existsSync(path)) {
    throw new Error(
      `no Chromium ${path === undefined ? `at ${PLACES.join(', ')}` : `at ${path} (FEDOTEL_CHROMIUM)`}: ` +
        'install one ("apt-get install chromium" on Debian), or name one in FEDOTEL_CHROMIUM',
    );
  }
  // Containers run as root and have a small /dev/shm; what the tests open is our own page.
  // A busy machine starts its many processes late.
  return chromium.launch({ executablePath: path, timeout: 90_000, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
