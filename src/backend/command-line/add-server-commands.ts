import { type Command as Program, Option } from 'commander';
import { listFormats } from '../commands/lists/print-list.ts';
import type { ListCommandOptions } from '../commands/lists/run-list-command.ts';
import type { ProgramContext } from './flags/program-context.ts';
import { addRangeOptions } from './flags/question-flags.ts';
import { addServerOptions, type ServerFlags, toServerOptions } from './flags/server-flags.ts';

export function addHealthCommand(program: Program, { choose, environment }: ProgramContext): void {
  addServerOptions(program.command('health'))
    .description('say what "Save & test" would say about a server; exit code 1 when it does not work')
    .action((flags: ServerFlags, command: Program) => {
      choose({ kind: 'health', options: { server: toServerOptions(flags, command, environment) } });
    });
}

type ListFlags = ServerFlags & Pick<ListCommandOptions, 'query' | 'from' | 'to' | 'format'>;

const lists = [
  { list: 'metrics', says: 'the metrics that the query editor would offer', query: 'what was typed' },
  { list: 'variable', says: "a dashboard variable's values", query: "the variable's query: a text, or JSON" },
  { list: 'annotations', says: 'the events of an annotation', query: "the annotation's query" },
] as const;

/** The commands for what Grafana's pages ask of a server beside queries. */
export function addListCommands(program: Program, { choose, environment }: ProgramContext): void {
  for (const { list, says, query } of lists) {
    addRangeOptions(addServerOptions(program.command(list)), 'now-6h')
      .description(`ask a server for ${says}; exit code 1 when it has none to give`)
      .option('--query <text>', query, '')
      .addOption(new Option('--format <format>', 'how to print').choices(listFormats).default('table'))
      .action((flags: ListFlags, command: Program) => {
        const { query: text, from, to, format } = flags;
        const server = toServerOptions(flags, command, environment);
        choose({ kind: 'list', options: { server, list, query: text, from, to, format } });
      });
  }
}
