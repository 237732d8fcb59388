import type { CommandOutput } from '../command-output.ts';
import type { ListFormat } from '../lists/print-list.ts';
import { printable, textWidth } from '../print/text-width.ts';
import type { CheckedPart } from './checked-part.ts';

type State = CheckedPart['state'];

/** States that need work by the user before the dashboard works with this data source. */
const toSeeTo = [
  ['LEFT OUT', 'cannot come along'],
  ['OTHER', 'for another URL'],
  ['ANEW', 'to be made anew'],
] as const satisfies readonly (readonly [State, string])[];

/** Prints a line for each part and a summary. @returns the exit code: 1 if a part failed or cannot be migrated, or none was asked */
export function printParts(parts: readonly CheckedPart[], format: ListFormat, output: CommandOutput): number {
  const count = (wanted: State): number => parts.filter(({ state }) => state === wanted).length;
  const [good, empty, failed, skipped] = [count('OK'), count('EMPTY'), count('ERROR'), count('SKIPPED')];
  if (format === 'json') output.writeLine(JSON.stringify(parts, null, 2));
  else for (const line of toLines(parts)) output.writeLine(line);
  const asked = good + empty + failed;
  const kept = toSeeTo.flatMap(([state, says]) => (count(state) === 0 ? [] : [`; ${count(state)} ${says}`]));
  output.writeNote(
    `${asked} asked: ${good} with data, ${empty} without, ${failed} failed; ${skipped} skipped${kept.join('')}`,
  );
  if (parts.length === 0)
    output.writeNote('The dashboard has no query, neither in panels nor in variables or annotations.');
  return failed > 0 || kept.length > 0 || asked === 0 ? 1 : 0;
}

function toLines(parts: readonly CheckedPart[]): readonly string[] {
  const places = parts.map(({ kind, name, refId }) => printable(`${kind} ${name} ${refId}`.trimEnd()));
  const width = places.reduce((most, place) => Math.max(most, textWidth(place)), 0);
  const stateWidth = parts.reduce((most, { state }) => Math.max(most, state.length), 'SKIPPED'.length);
  return parts.map(({ state, says }, i) => {
    const place = places[i] ?? '';
    return `${state.padEnd(stateWidth)}  ${place}${' '.repeat(width - textWidth(place))}  ${printable(says)}`;
  });
}
