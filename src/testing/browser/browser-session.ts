import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { type BrowserContext, chromium, type Page } from 'playwright-core';

export interface BrowserSessionOptions {
  readonly executablePath: string;
  /** The only place that pages may ask anything of. */
  readonly origin: string;
  /** Where screenshots go. */
  readonly folder: string;
}

/** A browser with a profile of its own, which notes everything that its pages ask for and all that goes wrong in them. */
export interface BrowserSession {
  /** Opens the host's page, and waits until the editor is drawn. */
  open(options: PageOptions): Promise<Page>;
  screenshot(page: Page, name: string): Promise<void>;
  /** Serious and critical findings of axe in the whole page, but for those of Grafana's own components. */
  findAccessibilityProblems(page: Page): Promise<readonly string[]>;
  /** Requests to anywhere but the host. */
  readonly strayRequests: readonly string[];
  /** Uncaught errors of pages. */
  readonly pageErrors: readonly string[];
  close(): Promise<void>;
}

export interface PageOptions {
  readonly view: string;
  readonly theme?: 'dark' | 'light';
  /** The saved query to begin with. */
  readonly query?: unknown;
  /** With Grafana's navigation around it. */
  readonly framed?: boolean;
}

const startOptions = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function startBrowserSession(options: BrowserSessionOptions): Promise<BrowserSession> {
  const profile = await mkdtemp(path.join(tmpdir(), 'simple-json-plugin-browser-'));
  await mkdir(options.folder, { recursive: true });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: options.executablePath,
    headless: true,
    args: startOptions,
    viewport: { width: 1200, height: 900 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(30_000);
  const { strayRequests, pageErrors } = watch(context, options.origin);
  return {
    strayRequests,
    pageErrors,
    open: async (pageOptions) => openPage(context, options.origin, pageOptions),
    screenshot: async (page, name) => {
      await page.screenshot({ path: path.join(options.folder, `${name}.png`), fullPage: true });
    },
    findAccessibilityProblems,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

function watch(context: BrowserContext, origin: string): Pick<BrowserSession, 'strayRequests' | 'pageErrors'> {
  const strayRequests: string[] = [];
  const pageErrors: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) strayRequests.push(url);
  });
  context.on('weberror', (error) => pageErrors.push(error.error().message));
  context.on('console', (message) => {
    // The browser itself notes every answer of status 400 and above.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      pageErrors.push(message.text());
  });
  return { strayRequests, pageErrors };
}

async function openPage(
  context: BrowserContext,
  origin: string,
  { view, theme, query, framed }: PageOptions,
): Promise<Page> {
  await Promise.all(
    context
      .pages()
      .map(async (page) => page.close())
      .slice(1),
  );
  const address = new URL(origin);
  address.searchParams.set('view', view);
  if (theme !== undefined) address.searchParams.set('theme', theme);
  if (query !== undefined) address.searchParams.set('query', JSON.stringify(query));
  if (framed === true) address.searchParams.set('frame', '1');
  const page = await context.newPage();
  await page.goto(address.href);
  await page.locator('#host h1, .failed').waitFor();
  return page;
}

/** Grafana 7.5's buttons in the light theme: blue on light grey, at 2.6 to 1. No plugin chooses these colours. */
const grafanasOwnFindings = [['label[for*="-radiogroup-"]']];

interface AxeFinding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

async function findAccessibilityProblems(page: Page): Promise<readonly string[]> {
  const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));
  await page.evaluate(await readFile(axe, 'utf8'));
  const run = `axe.run({ exclude: ${JSON.stringify(grafanasOwnFindings)} }).then(({ violations }) => violations)`;
  const findings = await page.evaluate<readonly AxeFinding[]>(run);
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => {
        return `${id} (${String(impact)}) in ${html.slice(0, 160)}: ${failureSummary.replaceAll(/\s+/g, ' ').slice(0, 300)}`;
      }),
    );
}
