import type { AlertCommandOptions } from './run-alert-command.ts';
import type { ExampleServerCommandOptions } from './run-example-server-command.ts';
import type { HealthCommandOptions } from './run-health-command.ts';
import type { QueryCommandOptions } from './run-query-command.ts';

/** What the executable was told to do. */
export type Command =
  | { readonly kind: 'serve' }
  | PrintCommand
  | { readonly kind: 'query'; readonly options: QueryCommandOptions }
  | { readonly kind: 'alert'; readonly options: AlertCommandOptions }
  | { readonly kind: 'health'; readonly options: HealthCommandOptions }
  | { readonly kind: 'example-server'; readonly options: ExampleServerCommandOptions };

/** Help, the version, or what is wrong with the arguments. */
export interface PrintCommand {
  readonly kind: 'print';
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}
