import type { MetricFindValue } from '@grafana/data';

import type { OptionList } from '../shared/resource-routes.ts';

/** Options as Grafana's variables and filters want them; true and false have no place there but as text. */
export function toFindValues({ options }: OptionList): MetricFindValue[] {
  return options.map(({ text, value }) => ({ text, value: typeof value === 'boolean' ? String(value) : value }));
}
