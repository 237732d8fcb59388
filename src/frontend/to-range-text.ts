import type { TimeRange } from '@grafana/data';

import type { TimeRangeText } from '../shared/resource-routes.ts';
import { toTextRange } from './query/carry-request.ts';

export function toRangeText({ from, to, raw }: TimeRange): TimeRangeText {
  return { from: from.toISOString(), to: to.toISOString(), raw: toTextRange(raw) };
}
