import * as pluginv2 from '../gen/pluginv2/backend.ts';
import type { GrpcService } from '../grpc/grpc-service.ts';
import type { Logger } from '../log/logger.ts';
import type { ServedPlugin } from '../api/plugin.ts';
import { encodeResponse, type EncodeFor, type EncodeOptions, type ResponseEncoder } from './encode-response.ts';
import { createErrorStatus } from './error-status.ts';
import { createDatasourceService, datasourceServiceDefinition } from './v1/datasource-service.ts';
import { createDataService, dataServiceDefinition } from './v2/data-service.ts';
import { createDiagnosticsService } from './v2/diagnostics-service.ts';
import { createResourceService } from './v2/resource-service.ts';
import { createStreamService } from './v2/stream-service.ts';
import { createToRequestContext } from './request-context.ts';
import { withSafeIntegers } from './with-safe-integers.ts';

export interface VersionedPluginOptions {
  /** The process's variables: what the host says of itself. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Writes answers to queries; on this thread when absent. */
  readonly encode?: ResponseEncoder;
}

/** grpc-go's default limit of a message, in force on hosts before Grafana 6.5, which cannot be told from 6.5 to 6.7. */
const oldMaxMessageBytes = 4 * 1024 * 1024;

/**
 * The data services of the negotiated protocol version. Services of version 2 that a data source has no use for are
 * registered without implementations, so that they answer UNIMPLEMENTED like a Go plugin's.
 */
export function createVersionedPlugin(
  version: 1 | 2,
  plugin: ServedPlugin,
  options: VersionedPluginOptions,
): GrpcService[] {
  const services = createServices(version, plugin, options);
  return services.map(({ definition, implementation }) => ({
    definition: withSafeIntegers(definition),
    implementation,
  }));
}

function createServices(
  version: 1 | 2,
  plugin: ServedPlugin,
  { environment, logger, encode = encodeResponse }: VersionedPluginOptions,
): GrpcService[] {
  const toStatus = createErrorStatus(logger);
  const toContext = createToRequestContext(environment);
  // Hosts before Grafana 7.0 do not set it.
  const grafanaVersion = environment['GF_VERSION'];
  const encodeAs =
    (options: EncodeOptions): EncodeFor =>
    (response, call) =>
      encode(response, options, { logger, ...call });
  if (version === 1) {
    const limits = grafanaVersion === undefined ? { maxMessageBytes: oldMaxMessageBytes } : {};
    const parts = { toStatus, toContext, encode: encodeAs({ version: 1, ...limits }) };
    return [{ definition: datasourceServiceDefinition, implementation: createDatasourceService(plugin, parts) }];
  }
  const printfErrors = grafanaVersion?.startsWith('7.') === true;
  const parts = { toStatus, toContext, encode: encodeAs({ version: 2, printfErrors }) };
  return [
    { definition: dataServiceDefinition, implementation: createDataService(plugin, parts) },
    { definition: pluginv2.DiagnosticsService, implementation: createDiagnosticsService(plugin, parts) },
    { definition: pluginv2.ResourceService, implementation: createResourceService(plugin, parts) },
    { definition: pluginv2.StreamService, implementation: createStreamService(plugin, parts) },
  ];
}
