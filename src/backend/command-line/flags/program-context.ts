import type { Command } from '../../commands/command.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What all commands are defined with. */
export interface ProgramContext {
  /** To be called with the command that was parsed. */
  readonly choose: (command: Command) => void;
  readonly environment: Environment;
  /** How the executable was called. */
  readonly name: string;
}
