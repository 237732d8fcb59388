import type { Plugin } from '../../sdk/api/plugin.ts';
import { type CommandContext, toRequestContext } from '../command-context.ts';
import type { TimeOptions } from '../command-time-range.ts';
import { toRangeText } from '../command-time-range.ts';
import type { ListFormat } from '../lists/print-list.ts';
import type { ServerOptions } from '../server-options.ts';
import { checkAnnotations, checkPanels, type PanelChecks } from './check-queries.ts';
import type { CheckedPart } from './checked-part.ts';
import type { Dashboard } from './dashboard.ts';
import { type FoundVariable, findVariables } from './variables/dashboard-variables.ts';
import type { VariableValue } from './variables/fill-variables.ts';
import { foreignSource } from './foreign-source.ts';
import { sayAnew } from './http-plugin.ts';
import { parseDashboard } from './parse-dashboard.ts';
import { printParts } from './print-parts.ts';

export interface DashboardCommandOptions {
  readonly server: ServerOptions;
  /** Its JSON. */
  readonly dashboard: unknown;
  /** Values that take precedence over the saved ones. */
  readonly variables: ReadonlyMap<string, string>;
  /** A uid or name. */
  readonly dataSource: string | undefined;
  /** Takes precedence over the dashboard's own range. */
  readonly range: Partial<TimeOptions>;
  readonly format: ListFormat;
}

/**
 * Asks a server for everything that a dashboard needs, and prints a line for each part.
 * @returns the exit code: 1 if a part failed or cannot be migrated, or no part is for this server
 * @throws {Error} if the JSON is not a dashboard, its times cannot be read, or it has no variable of a given name
 */
export async function runDashboardCommand(
  options: DashboardCommandOptions,
  plugin: Pick<Plugin, 'queryData' | 'callResource'>,
  context: CommandContext,
): Promise<number> {
  const dashboard = parseDashboard(options.dashboard);
  refuseUnknown(options.variables, dashboard);
  const call = toRequestContext(options.server, context);
  const times = { from: 'now-6h', to: 'now', ...dashboard.range, ...options.range };
  const range = toRangeText(times);
  const fetcher = { plugin, call };
  const found = await findVariables(dashboard.variables, {
    fetcher,
    range,
    given: options.variables,
    isOurs: ({ source }) => foreignSource(source, options.dataSource) === undefined,
  });
  const values = new Map([...options.variables, ...found.flatMap(valueOf)]);
  const { dataSource, server } = options;
  const serverUrl = server.url;
  const checks: PanelChecks = { fetcher, plugin, dashboard, values, times, range, dataSource, serverUrl };
  const parts = [...found.flatMap(toPart), ...(await checkAnnotations(checks)), ...(await checkPanels(checks))];
  return printParts(parts, options.format, context.output);
}

/** Grafana's built-in variables, such as `__user`, are not in the dashboard. */
function refuseUnknown(given: DashboardCommandOptions['variables'], { variables }: Dashboard): void {
  const names = variables.filter(({ type }) => type !== 'adhoc').map(({ name }) => name);
  const unknown = [...given.keys()].find((name) => !name.startsWith('__') && !names.includes(name));
  if (unknown === undefined) return;
  const others = names.length === 0 ? 'nor any other' : `and has: ${names.join(', ')}`;
  throw new Error(`--variable: the dashboard has no variable ${JSON.stringify(unknown)}, ${others}`);
}

function valueOf({ variable, value }: FoundVariable): readonly (readonly [string, VariableValue])[] {
  return value === undefined ? [] : [[variable.name, value]];
}

/** Of those that the server was asked for. */
function toPart({ variable, value, offered, problem, anew }: FoundVariable): readonly CheckedPart[] {
  const part = { kind: 'variable', name: variable.name, refId: '' } as const;
  if (problem !== undefined) return [{ ...part, state: 'ERROR', says: problem }];
  const taken = value === undefined ? '' : `; taken: ${typeof value === 'string' ? value : value.join(', ')}`;
  if (anew !== undefined) return [{ ...part, state: 'ANEW', says: `${sayAnew(anew, 'variables')}${taken}` }];
  if (offered === undefined) return [];
  if (offered === 0) return [{ ...part, state: 'EMPTY', says: `no values${taken}` }];
  return [{ ...part, state: 'OK', says: `${offered} values${taken}` }];
}
