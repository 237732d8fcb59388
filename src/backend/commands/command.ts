import type { DashboardCommandOptions } from './dashboard/run-dashboard-command.ts';
import type { AlertCommandOptions } from './alert/run-alert-command.ts';
import type { ExampleServerCommandOptions } from './example-server/run-example-server-command.ts';
import type { HealthCommandOptions } from './run-health-command.ts';
import type { ListCommandOptions } from './lists/run-list-command.ts';
import type { QueryCommandOptions } from './query/run-query-command.ts';

/** What the executable was told to do. */
export type Command =
  | { readonly kind: 'serve' }
  | PrintCommand
  | ({ readonly kind: 'query'; readonly options: QueryCommandOptions } & Hinted)
  | ({ readonly kind: 'alert'; readonly options: AlertCommandOptions } & Hinted)
  | { readonly kind: 'health'; readonly options: HealthCommandOptions }
  | { readonly kind: 'list'; readonly options: ListCommandOptions }
  | { readonly kind: 'dashboard'; readonly options: DashboardCommandOptions }
  | { readonly kind: 'example-server'; readonly options: ExampleServerCommandOptions };

interface Hinted {
  /** Printed before the command runs: about how it was written. */
  readonly hints?: readonly string[];
}

/** Prints the help, the version, or what is wrong with the arguments. */
export interface PrintCommand {
  readonly kind: 'print';
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}
