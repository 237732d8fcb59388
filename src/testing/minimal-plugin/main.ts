import type { DataQuery } from '../../backend/sdk/api/query-data.ts';
import type { DataFrame } from '../../backend/sdk/dataframe/data-frame.ts';
import { servePlugin } from '../../backend/sdk/serve-plugin.ts';
import pluginJson from './plugin.json' with { type: 'json' };

void servePlugin({
  id: pluginJson.id,
  version: pluginJson.info.version,
  environment: process.env,
  exit: (code) => process.exit(code),
  create: () => ({
    queryData: async ({ queries }) => new Map(queries.map((query) => [query.refId, { frames: [sine(query)] }])),
    checkHealth: async () => ({ status: 'ok', message: 'The sine is there' }),
  }),
});

/** A turn in so many minutes, as the query editor saved it, at as many points as the panel has pixels. */
function sine({ json, timeRange: { fromEpochMs, toEpochMs }, maxDataPoints }: DataQuery): DataFrame {
  const { minutes = 60 } = JSON.parse(json) as { readonly minutes?: number };
  const count = maxDataPoints > 0 ? Math.min(maxDataPoints, 10_000) : 100;
  const stepMs = (toEpochMs - fromEpochMs) / count;
  const times = Float64Array.from({ length: count }, (_, i) => fromEpochMs + Math.round(i * stepMs));
  return {
    name: 'sine',
    meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
    fields: [
      { type: 'time', name: 'Time', values: times },
      { type: 'float64', name: 'sine', values: times.map((ms) => Math.sin((2 * Math.PI * ms) / (minutes * 60_000))) },
    ],
  };
}
