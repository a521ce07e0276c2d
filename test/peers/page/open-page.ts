import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page in a fresh browser profile, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the console (a policy that was broken is one), exceptions, and requests to elsewhere. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Sizes and colours in which the page is looked at. */
export const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
} as const satisfies Readonly<Record<string, BrowserContextOptions>>;

/** Name of a look. */
export type Look = keyof typeof LOOKS;

/** Longest wait of the browser for one thing, milliseconds. Only a broken page comes near it. */
const PATIENCE_MILLIS = 90_000;

/** Opens an address, times in UTC. */
export async function openPage(browser: Browser, url: string, look: Look = 'light'): Promise<OpenPage> {
  const context = await browser.newContext({ ...LOOKS[look], timezoneId: 'UTC', reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MILLIS);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  const home = new URL(url).origin;
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (to.protocol !== 'data:' && to.origin !== home) problems.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}

/** Keeps a picture of the page among the artefacts of the checks. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const path = join('.build/screenshots', `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
}

/** The text of the page's content, spaces as one. */
export async function contentOf(page: Page): Promise<string> {
  const text = await page.locator('main').innerText();
  return text.replaceAll(/\s+/g, ' ');
}
