import * as pluginv2 from '../gen/pluginv2/backend.ts';
import type { GrpcService } from '../grpc/grpc-service.ts';
import type { Logger } from '../log/logger.ts';
import type { Plugin } from '../plugin-api/plugin.ts';
import { createErrorStatus } from './error-status.ts';
import { createDatasourceService, datasourceServiceDefinition } from './v1/datasource-service.ts';
import { createDataService, dataServiceDefinition } from './v2/data-service.ts';
import { createDiagnosticsService } from './v2/diagnostics-service.ts';
import { createResourceService } from './v2/resource-service.ts';

export interface HostLimits {
  /** GF_VERSION as the host wrote it; undefined before Grafana 7.0. */
  readonly grafanaVersion: string | undefined;
}

/** grpc-go's default limit of a message, in force on hosts before Grafana 6.5, which cannot be told from 6.5 to 6.7. */
const oldMaxMessageBytes = 4 * 1024 * 1024;

/**
 * The data services of the negotiated protocol version. Services of version 2 that a data source has no use for are
 * registered without implementations, so that they answer UNIMPLEMENTED like a Go plugin's.
 */
export function createVersionedPlugin(
  version: 1 | 2,
  plugin: Plugin,
  options: HostLimits & { logger: Logger },
): GrpcService[] {
  const toStatus = createErrorStatus(options.logger);
  if (version === 1) {
    const limits = options.grafanaVersion === undefined ? { maxMessageBytes: oldMaxMessageBytes } : {};
    return [
      { definition: datasourceServiceDefinition, implementation: createDatasourceService(plugin, toStatus, limits) },
    ];
  }
  const printfErrors = options.grafanaVersion?.startsWith('7.') === true;
  return [
    {
      definition: dataServiceDefinition,
      implementation: createDataService(plugin, toStatus, { printfErrors, logger: options.logger }),
    },
    { definition: pluginv2.DiagnosticsService, implementation: createDiagnosticsService(plugin, toStatus) },
    { definition: pluginv2.ResourceService, implementation: createResourceService(plugin, toStatus) },
  ];
}
