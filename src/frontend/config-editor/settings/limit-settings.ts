import type { NumberSetting } from '../../../shared/settings-model.ts';

/** A setting that is a number, in words. */
export interface Limit {
  readonly key: NumberSetting;
  readonly label: string;
  readonly description: string;
  /** Only for live panels, which Grafana has from 8.5 on. */
  readonly forLive?: true;
}

/** How long, how much and how often. */
export const limits: readonly Limit[] = [
  { key: 'timeout', label: 'Timeout', description: 'Seconds that a request may take, answer and all.' },
  { key: 'maxConcurrentRequests', label: 'Requests at once', description: 'More wait in line, alert rules first.' },
  { key: 'maxResponseBytes', label: 'Largest answer', description: 'Bytes, unpacked. Grafana may set a lower limit.' },
  { key: 'retries', label: 'Retries', description: 'Tries after the first, while the server is busy or restarting.' },
  { key: 'cacheTtlMs', label: 'Keep answers', description: 'Milliseconds for which equal requests share one answer.' },
  {
    key: 'minLiveIntervalMs',
    label: 'Live interval',
    description: 'Milliseconds between two questions of a live panel.',
    forLive: true,
  },
  {
    key: 'maxLiveStreams',
    label: 'Live streams',
    description: 'At most so many at once; equal panels share one.',
    forLive: true,
  },
  { key: 'dialTimeout', label: 'Connect timeout', description: 'Seconds until there is a connection.' },
  { key: 'httpTLSHandshakeTimeout', label: 'TLS timeout', description: 'Seconds for the TLS handshake.' },
  { key: 'httpKeepAlive', label: 'Keep-alive', description: 'Seconds between probes on an open connection.' },
  { key: 'httpIdleConnTimeout', label: 'Idle timeout', description: 'Seconds for which an idle connection is kept.' },
  { key: 'httpMaxConnsPerHost', label: 'Connections', description: 'At most so many; 0 for as many as it takes.' },
];

/** A number as soon as the text is one; what is on the way to it, such as "1.", stays as it was typed. */
export function toNumberOrText(typed: string): number | string {
  const text = typed.trim();
  return text !== '' && String(Number(text)) === text ? Number(text) : text;
}
