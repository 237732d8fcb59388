import { type Command as Program, Option } from 'commander';
import type { ServerOptions } from '../../commands/server-options.ts';
import { collect, parseBasicAuth, parseHeader, parseJsonObject, parseUrl } from './option-values.ts';
import { fillInSettings } from './fill-in.ts';
import type { Environment } from './program-context.ts';
import { readSecureJsonData } from './secure-json-data.ts';
import { orUsageError } from './usage-error.ts';

export interface ServerFlags {
  readonly url: string;
  readonly header?: readonly string[];
  readonly basicAuth?: string;
  readonly jsonData?: Readonly<Record<string, unknown>>;
  readonly secureJsonData?: string;
}

/** Adds the options that say which server to ask, and how. */
export function addServerOptions(program: Program): Program {
  return program
    .requiredOption('--url <url>', "the server's URL, as in the data source's settings", parseUrl)
    .option('--header <header>', "sent with every request: 'Name: value'; may be given several times", collect)
    .addOption(
      new Option('--basic-auth <user:password>', 'better in the environment, where other users cannot see it').env(
        'SIMPLE_JSON_BASIC_AUTH',
      ),
    )
    .option(
      '--json-data <json>',
      'further settings, as under jsonData in a provisioning file: \'{"tlsSkipVerify":true}\'',
      parseJsonObject,
    )
    .option(
      '--secure-json-data <file>',
      'secrets, as under secureJsonData: a file of JSON or YAML, or - for stdin; or JSON in the environment variable SIMPLE_JSON_SECURE_JSON_DATA',
    );
}

/** Options with secrets are parsed here and not by commander, whose messages contain the given value. */
export function toServerOptions(flags: ServerFlags, command: Program, environment: Environment): ServerOptions {
  const { url, header = [], basicAuth, jsonData: settings = {}, secureJsonData: file } = flags;
  const headers = header.map((text) => parseHeader(text) ?? command.error("error: expected --header 'Name: value'"));
  const credentials = basicAuth === undefined ? undefined : parseBasicAuth(basicAuth);
  if (basicAuth !== undefined && credentials === undefined) {
    command.error('error: expected --basic-auth user:password');
  }
  requireOneStdin(command);
  const jsonData = orUsageError(command, '--json-data', () => fillInSettings(settings, environment));
  const secureJsonData = orUsageError(command, '--secure-json-data', () => readSecureJsonData(file, environment));
  return { url, headers, basicAuth: credentials, jsonData, secureJsonData };
}

/** Stdin can be read once only: a second option would get nothing. */
function requireOneStdin(command: Program): void {
  const named = ['secureJsonData', 'model', 'dashboard'].filter((option) => command.getOptionValue(option) === '-');
  if (named.length < 2) return;
  command.error('error: expected - for stdin in one of --secure-json-data, --model and --dashboard, got it in two');
}
