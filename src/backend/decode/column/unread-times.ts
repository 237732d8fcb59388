import type { Field } from '../../sdk/dataframe/field.ts';
import { isTimeName, parseColumnKind } from './column-kind.ts';

/**
 * The indexes of the columns that should be times, but are texts that cannot be read as times: columns that are declared as times, and columns that
 * Grafana takes for times because of their names, in which every cell has a date and a time of day.
 * @param types the declared types, one for each field; absent where no types are declared
 */
export function unreadTimes(
  fields: readonly Field[],
  types: readonly unknown[] = [],
): { readonly unreadTimes?: readonly number[] } {
  const places = fields.flatMap((field, place) => {
    const isUnread = types[place] === undefined ? isNamedSo(field) : parseColumnKind(types[place]) === 'time';
    return isUnread && field.type !== 'time' ? [place] : [];
  });
  return places.length === 0 ? {} : { unreadTimes: places };
}

function isNamedSo(field: Field): boolean {
  return (
    field.type === 'string' &&
    isTimeName(field.name) &&
    field.values.every((value) => value === null || dateAndTime.test(value))
  );
}

const dateAndTime = /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\D{1,3}\d{1,2}:\d\d/;
