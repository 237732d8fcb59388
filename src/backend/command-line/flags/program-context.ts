import type { Command } from '../../commands/command.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the parts of the program have beside their own options. */
export interface ProgramContext {
  /** Says which command it is to be. */
  readonly choose: (command: Command) => void;
  readonly environment: Environment;
  /** What the executable was called by. */
  readonly name: string;
}
