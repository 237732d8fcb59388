import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { FieldConfig } from '../../sdk/dataframe/field.ts';
import { dataplaneVersion, type FrameMeta } from '../../sdk/dataframe/frame-meta.ts';
import { mapInSteps, type Steps } from '../../sdk/turns/steps.ts';
import { displayNames } from './display-names.ts';
import type { Query } from '../query/parse-query.ts';
import type { Series } from './series.ts';

/** A typed frame for each series, under the name that a legend shows. */
export function* toSeriesFrames(series: readonly Series[], query: Query): Steps<DataFrame[]> {
  const names = yield* displayNames(series, query);
  const shared = { refId: query.refId, looks: looksOf(query) };
  return yield* mapInSteps(series, (one, i) => toSeriesFrame(one, names[i] ?? one.name, shared));
}

interface SharedParts {
  readonly refId: string;
  readonly looks: FieldConfig;
}

function toSeriesFrame(series: Series, displayNameFromDS: string, { refId, looks }: SharedParts): DataFrame {
  const { name, labels, config, meta, time, value } = series;
  return {
    name,
    refId,
    meta: meta === undefined ? typeMeta : { ...meta, ...typeMeta },
    fields: [
      time.name === 'Time' ? time : { ...time, name: 'Time' },
      { ...value, name: 'Value', labels, config: { ...looks, ...config, displayNameFromDS } },
    ],
  };
}

/** One object for all of thousands, which is written as JSON once. */
const typeMeta: FrameMeta = { type: 'timeseries-multi', typeVersion: dataplaneVersion };

/** The query's own unit and decimals, where the server says nothing about them. */
function looksOf({ unit, decimals }: Query): FieldConfig {
  return { ...(unit === undefined ? {} : { unit }), ...(decimals === undefined ? {} : { decimals }) };
}
