import type { Command as Program } from 'commander';
import { errorMessage } from '../../sdk/builtins/error-message.ts';

/** What reading gives; its failure is a wrong use of the option. */
export function orUsageError<Value>(command: Program, option: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    return command.error(`error: ${option}: ${errorMessage(error)}`);
  }
}
