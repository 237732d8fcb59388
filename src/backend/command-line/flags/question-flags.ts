import { type Command as Program, InvalidArgumentError, Option } from 'commander';
import { readSavedContent, type SavedContent } from '../../commands/saved/read-saved-content.ts';
import { parseJson } from './option-values.ts';
import { readGivenData } from './read-given.ts';
import { orUsageError } from './usage-error.ts';

/** The original plugin's name for a time series. */
const olderType = 'timeserie';

export interface QuestionFlags {
  readonly type: 'timeseries' | 'table' | typeof olderType;
  readonly from: string;
  readonly to: string;
  readonly payload: unknown;
}

/** Adds the options that `query` and `alert` share. */
export function addQuestionOptions(program: Program, from: string): Program {
  return addRangeOptions(program, from)
    .addOption(
      new Option(
        '--type <type>',
        'what to ask for: timeseries (the original plugin\'s "timeserie" is the same) or table',
      )
        .argParser(parseType)
        .default('timeseries'),
    )
    .option('--payload <json>', 'further JSON for the server, as servers of the later dialect take', parseJson);
}

export function addRangeOptions(program: Program, from: string): Program {
  return program
    .option('--from <time>', 'such as now-6h, now/d (in UTC), 2024-05-01T06:00:00Z, ms since the epoch', from)
    .option('--to <time>', 'likewise', 'now');
}

function parseType(text: string): QuestionFlags['type'] {
  if (text === 'timeseries' || text === 'table' || text === olderType) return text;
  throw new InvalidArgumentError('Allowed choices are timeseries, table.');
}

/** The type that is asked for, and hints about how it was written. */
export function readType({ type }: Pick<QuestionFlags, 'type'>): {
  readonly type: 'timeseries' | 'table';
  readonly hints: readonly string[];
} {
  if (type !== olderType) return { type, hints: [] };
  const hint =
    'hint: "timeserie" is what the original plugin called it; here it is "timeseries", and the server is asked the same';
  return { type: 'timeseries', hints: [hint] };
}

export const modelOption = [
  '--model <file>',
  'saved queries: a query, a panel, a rule or a file of rules, in JSON or YAML as Grafana exports them; - for stdin',
] as const;

/** The saved queries and rules of a file; at least one query is for this data source. */
export function readModels(file: string | undefined, command: Program): SavedContent {
  if (file === undefined) return { queries: [], rules: [] };
  return orUsageError(command, '--model', () => readSavedContent(readGivenData(file)));
}
