import type { RequestContext } from './request-context.ts';

/** Grafana Live: channels that pages subscribe to; protocol version 2, Grafana 8 and later. */
export interface StreamHandler {
  /** Whether a viewer may subscribe; asked once for each viewer, and again when it reconnects. */
  subscribeStream(request: StreamRequest, context: RequestContext): Promise<SubscribeStreamResult>;
  /**
   * What a channel's viewers get, from the first viewer to the last. It ends when the context's signal is aborted; a host takes an
   * earlier end for the end of the channel, and runs one that fails again. After a restart of the plugin this comes alone.
   */
  runStream(request: StreamRequest, context: RequestContext): AsyncIterable<StreamPacket>;
  /** Whether a viewer may send to a channel. */
  publishStream(request: StreamRequest, context: RequestContext): Promise<StreamStatus>;
}

export interface StreamRequest {
  /** The channel, without scope and data source. */
  readonly path: string;
  /** JSON that the page has put into the channel's address; of a run, the first viewer's. Empty before Grafana 8.5. */
  readonly data: Uint8Array;
}

export type StreamStatus = 'ok' | 'not found' | 'permission denied';

export interface SubscribeStreamResult {
  readonly status: StreamStatus;
  /** A first packet, for this viewer alone. */
  readonly initial?: StreamPacket;
}

/** A data frame as JSON: `{"schema": …, "data": …}`; a host hands it to the pages as it is. */
export type StreamPacket = Uint8Array;
