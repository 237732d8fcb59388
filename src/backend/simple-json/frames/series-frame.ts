import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { FieldConfig } from '../../sdk/dataframe/field.ts';
import { dataplaneVersion } from '../../sdk/dataframe/frame-meta.ts';
import { mapInSteps, type Steps } from '../../sdk/turns/steps.ts';
import { displayNames } from './display-names.ts';
import type { Query } from '../query/parse-query.ts';
import type { Series } from './series.ts';

/** A typed frame for each series, under the name that a legend shows. */
export function* toSeriesFrames(series: readonly Series[], query: Query): Steps<DataFrame[]> {
  const names = yield* displayNames(series, query);
  return yield* mapInSteps(series, (one, i) => toSeriesFrame(one, names[i] ?? one.name, query));
}

function toSeriesFrame(series: Series, displayNameFromDS: string, query: Query): DataFrame {
  const { name, labels, config, time, value } = series;
  return {
    name,
    refId: query.refId,
    meta: { ...series.meta, type: 'timeseries-multi', typeVersion: dataplaneVersion },
    fields: [
      { ...time, name: 'Time' },
      { ...value, name: 'Value', labels, config: { ...looks(query), ...config, displayNameFromDS } },
    ],
  };
}

/** The query's own unit and decimals, where the server says nothing about them. */
function looks({ unit, decimals }: Query): FieldConfig {
  return { ...(unit === undefined ? {} : { unit }), ...(decimals === undefined ? {} : { decimals }) };
}
