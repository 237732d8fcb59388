import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { angularDriver } from './drivers/angular-driver.ts';
import type { BrowserCheck, BrowserStage } from './browser-check.ts';
import { startBrowserSession } from './browser-session.ts';
import { bundleHostModules } from './bundle/bundle-host-modules.ts';
import { bundleHostPage } from './bundle/bundle-host-page.ts';
import { annotationChecks } from './checks/annotation-checks.ts';
import { configChecks } from './checks/config-checks.ts';
import { liveChecks } from './checks/live-checks.ts';
import { dashboardChecks } from './checks/dashboard-checks.ts';
import { moduleChecks } from './checks/module-checks.ts';
import { pictureChecks } from './checks/picture-checks.ts';
import { queryChecks } from './checks/query-checks.ts';
import { startGrafanaHost } from './host/grafana-host.ts';
import { type GrafanaVersion, majorOf } from './grafana-version.ts';
import type { GuardedServers } from './guarded-servers.ts';
import { installHostPackages } from './bundle/install-host-packages.ts';
import { reactDriver } from './drivers/react-driver.ts';

export interface RunOptions {
  readonly pluginFolder: string;
  readonly executable: string;
  readonly browser: string;
  /** For a folder of screenshots per version. */
  readonly screenshots: string;
  readonly exampleUrl: string;
  readonly guarded: GuardedServers;
  /** Only checks with this in their name. */
  readonly part: string;
  readonly announce: (line: string) => void;
}

export interface CheckOutcome {
  readonly name: string;
  readonly problem: string | undefined;
}

/** Goes through everything that somebody does with the plugin in one version of Grafana. */
export async function runVersion(version: GrafanaVersion, options: RunOptions): Promise<readonly CheckOutcome[]> {
  const folder = await installHostPackages(version.name, options.announce);
  const modules = await bundleHostModules(version, folder);
  const scripts = { ...modules, 'page.js': await bundleHostPage(version) };
  const host = await startGrafanaHost({ ...options, version, scripts });
  try {
    const screenshots = path.join(options.screenshots, version.name);
    const session = await startBrowserSession({
      executablePath: options.browser,
      origin: host.url,
      folder: screenshots,
    });
    const driver = version.pages === 'angular' ? angularDriver : reactDriver;
    try {
      return await runChecks({ ...options, version, host, session, driver }, options);
    } finally {
      await session.close();
    }
  } finally {
    await host.close();
  }
}

async function runChecks(
  stage: BrowserStage,
  { announce, part }: Pick<RunOptions, 'announce' | 'part'>,
): Promise<readonly CheckOutcome[]> {
  const checks: readonly BrowserCheck[] = [
    ...configChecks,
    ...pictureChecks,
    ...queryChecks,
    ...dashboardChecks,
    ...annotationChecks,
    ...liveChecks,
    ...moduleChecks,
  ];
  const outcomes: CheckOutcome[] = [];
  for (const { name, pages = stage.version.pages, since = 0, run } of checks) {
    if (pages !== stage.version.pages || majorOf(stage.version) < since || !name.includes(part)) continue;
    const problem = await Promise.race([run(stage).then(() => undefined, describe), tooLate()]);
    announce(problem === undefined ? `  ok      ${name}` : `  FAILED  ${name}\n${indent(problem)}`);
    outcomes.push({ name, problem });
  }
  return outcomes;
}

/** Not everything that is asked of a browser has a limit of its own, and one check that hangs must not take the others along. */
async function tooLate(): Promise<string> {
  await sleep(checkLimitMs, undefined, { ref: false });
  return `expected an end within ${checkLimitMs / 1000} s`;
}

const checkLimitMs = 120_000;

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '          ');
}
