import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { FieldHeader, Labels } from '../../sdk/dataframe/field.ts';
import { printable } from './text-width.ts';

export interface SeriesSource {
  readonly frame: DataFrame;
  readonly field: FieldHeader;
}

/** What Grafana's legend would say of each: its display name, else the frame's or field's; with the labels where two would be the same. */
export function seriesNames(sources: readonly SeriesSource[]): readonly string[] {
  const names = sources.map(givenName);
  return names.map((name, i) => {
    const ambiguous = names.indexOf(name) !== i || names.lastIndexOf(name) !== i;
    return printable(ambiguous ? `${name}${labelsText(sources[i]?.field.labels ?? {})}` : name);
  });
}

function givenName({ frame, field }: SeriesSource): string {
  const { displayName = '', displayNameFromDS = '' } = field.config ?? {};
  return (
    [displayName, displayNameFromDS, frame.fields.length === 2 ? frame.name : '', field.name].find(Boolean) ?? 'Value'
  );
}

/** Prometheus' way to write labels: `{host="a"}`; nothing when there are none. */
function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? '' : `{${pairs.join(', ')}}`;
}
