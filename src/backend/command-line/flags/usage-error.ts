import type { Command as Program } from 'commander';
import { errorMessage } from '../../sdk/builtins/error-message.ts';

/** Returns the result of `read`. If it throws, the command line is wrong: commander reports the message as an error of the option. */
export function orUsageError<Value>(command: Program, option: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    return command.error(`error: ${option}: ${errorMessage(error)}`);
  }
}
