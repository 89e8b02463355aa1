/** The dashboard on a free port over a small real database, and a headless Chromium that looks at it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startDashboard } from '../../../dashboard/server.ts';
import { type Database, openDatabase } from '../../../db/index.ts';
import type { SweepDefinition } from '../../../src/config/index.ts';
import { createWorkplace, smallSweep, startCli, type Workplace } from '../../support/sweep-process.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** null: there is none, and `whyNoBrowser` says how to get one */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  return [env.CHROMIUM_PATH, ...PLACES].find((place) => place && existsSync(place)) ?? null;
}

export const hasBrowser = findChromium() !== null;
if (!hasBrowser) {
  process.stderr.write(
    `browser tests skipped: no Chromium in CHROMIUM_PATH or ${PLACES.join(', ')} (apt-get install chromium)\n`,
  );
}

export interface TestDashboard {
  readonly url: string;
  readonly db: Database;
  readonly workplace: Workplace;
  readonly stop: () => Promise<void>;
}

/**
 * @param sweep trained for real before the dashboard starts; null: an empty database
 * @param fill more rows, written before the dashboard starts
 */
export async function startTestDashboard(
  options: { readonly sweep?: SweepDefinition | null; readonly fill?: (db: Database) => void } = {},
): Promise<TestDashboard> {
  const { sweep = smallSweep(), fill } = options;
  const workplace = createWorkplace();
  if (sweep !== null) {
    const cli = startCli(workplace, ['sweep', workplace.define(sweep)]);
    const { code } = await cli.ended;
    if (code !== 0) throw new Error(`the sweep ended with ${code}: ${cli.stderr()}`);
  }
  const db = openDatabase(workplace.database);
  fill?.(db);
  const dashboard = await startDashboard({ db, port: 0 });
  return {
    url: dashboard.url.replace(/\/$/, ''),
    db,
    workplace,
    async stop() {
      await dashboard.close();
      db.close();
      workplace.remove();
    },
  };
}

export async function launchBrowser(): Promise<Browser> {
  // Containers that run as root have no user namespaces for the sandbox.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'];
  return chromium.launch({ executablePath: findChromium()!, args });
}

export const DESKTOP = { viewport: { width: 1280, height: 900 } } satisfies BrowserContextOptions;
export const PHONE = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions;

export interface Tab {
  readonly page: Page;
  /** console errors, exceptions, failed requests and violations of the content security policy */
  readonly problems: readonly string[];
}

export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ ...DESKTOP, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
  });
  return { page, problems };
}

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Violations of WCAG 2 A and AA that axe finds, a line each. */
export async function axeViolations(page: Page): Promise<string[]> {
  // The page's own policy would stop an inline script; evaluating through the debugger is outside of it.
  const { readFile } = await import('node:fs/promises');
  await page.evaluate(await readFile(axeSource, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: (
          node: unknown,
          options: object,
        ) => Promise<{
          violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { document } = globalThis as unknown as { document: unknown };
    const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
    );
  });
}

/** Whether the page can be scrolled sideways: it never may. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/** What most browser tests need: a dashboard over a database of its own, and a browser. */
export interface Site {
  readonly dashboard: TestDashboard;
  readonly browser: Browser;
}

export async function openSite(options?: Parameters<typeof startTestDashboard>[0]): Promise<Site> {
  return { dashboard: await startTestDashboard(options), browser: await launchBrowser() };
}

/** Also where opening failed half way. */
export async function closeSite({ dashboard, browser }: Partial<Site>): Promise<void> {
  await browser?.close();
  await dashboard?.stop();
}
