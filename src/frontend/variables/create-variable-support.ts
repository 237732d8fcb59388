import type { DataQueryRequest, MetricFindValue } from '@grafana/data';
import { CustomVariableSupport } from '@grafana/data';

import type { ResourceClient } from '../resource-client.ts';
import { fetchVariable } from './fetch-variable.ts';
import { VariableEditor } from './VariableEditor.tsx';

/** Query variables with an editor of their own; undefined before Grafana 7.4, which asks for a plain text instead. */
export function createVariableSupport(client: ResourceClient): CustomVariableSupport | undefined {
  if (typeof CustomVariableSupport !== 'function') return undefined;
  return new (class VariableSupport extends CustomVariableSupport {
    override editor = VariableEditor;

    override async query(request: DataQueryRequest<unknown>): Promise<{ readonly data: readonly MetricFindValue[] }> {
      return { data: await fetchVariable(client, request.targets[0], request) };
    }
  })();
}
