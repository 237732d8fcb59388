import type { CommandOutput } from '../command-output.ts';
import type { ListFormat } from '../lists/print-list.ts';
import { printable, textWidth } from '../print/text-width.ts';
import type { CheckedPart } from './checked-part.ts';

/** A line for each part and one of all. @returns the exit code: 1 when a part failed, or none was asked */
export function printParts(parts: readonly CheckedPart[], format: ListFormat, output: CommandOutput): number {
  const count = (wanted: CheckedPart['state']): number => parts.filter(({ state }) => state === wanted).length;
  const [failed, skipped, empty] = [count('ERROR'), count('SKIPPED'), count('EMPTY')];
  if (format === 'json') output.writeLine(JSON.stringify(parts, null, 2));
  else for (const line of toLines(parts)) output.writeLine(line);
  const asked = parts.length - skipped;
  output.writeNote(
    `${asked} asked: ${count('OK')} with data, ${empty} without, ${failed} failed; ${skipped} not for this server`,
  );
  return failed > 0 || asked === 0 ? 1 : 0;
}

function toLines(parts: readonly CheckedPart[]): readonly string[] {
  const places = parts.map(({ kind, name, refId }) => printable(`${kind} ${name} ${refId}`.trimEnd()));
  const width = places.reduce((most, place) => Math.max(most, textWidth(place)), 0);
  return parts.map(({ state, says }, i) => {
    const place = places[i] ?? '';
    return `${state.padEnd(7)}  ${place}${' '.repeat(width - textWidth(place))}  ${printable(says)}`;
  });
}
