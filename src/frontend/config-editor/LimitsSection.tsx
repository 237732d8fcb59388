import * as React from 'react';

import { type NumberSetting, settingsDefaults } from '../../shared/settings-model.ts';
import { TextField } from '../controls/TextField.tsx';
import { checkNumber } from './check-settings.ts';
import { ClosedSection, type SectionProps } from './Section.tsx';

interface Limit {
  readonly key: NumberSetting;
  readonly label: string;
  readonly description: string;
}

const limits: readonly Limit[] = [
  { key: 'timeout', label: 'Timeout', description: 'Seconds that a request may take, answer and all.' },
  { key: 'maxConcurrentRequests', label: 'Requests at once', description: 'More wait in line, alert rules first.' },
  { key: 'maxResponseBytes', label: 'Largest answer', description: 'Bytes, unpacked. Grafana may set a lower limit.' },
  { key: 'retries', label: 'Retries', description: 'Tries after the first, while the server is busy or restarting.' },
  { key: 'cacheTtlMs', label: 'Keep answers', description: 'Milliseconds for which equal requests share one answer.' },
  { key: 'dialTimeout', label: 'Connect timeout', description: 'Seconds until there is a connection.' },
  { key: 'httpTLSHandshakeTimeout', label: 'TLS timeout', description: 'Seconds for the TLS handshake.' },
  { key: 'httpKeepAlive', label: 'Keep-alive', description: 'Seconds between probes on an open connection.' },
  { key: 'httpIdleConnTimeout', label: 'Idle timeout', description: 'Seconds for which an idle connection is kept.' },
  { key: 'httpMaxConnsPerHost', label: 'Connections', description: 'At most so many; 0 for as many as it takes.' },
];

/** How long, how much and how often. */
export function LimitsSection({ form }: SectionProps) {
  return (
    <ClosedSection title="Limits" isUsed={limits.some(({ key }) => form.json[key] !== undefined)}>
      {limits.map((limit) => (
        <LimitField key={limit.key} form={form} limit={limit} />
      ))}
    </ClosedSection>
  );
}

function LimitField({ form: { json, disabled, setJson }, limit }: SectionProps & { readonly limit: Limit }) {
  const { key, label, description } = limit;
  const text = String(json[key] ?? '');
  return (
    <TextField
      label={label}
      description={description}
      placeholder={String(settingsDefaults[key])}
      value={text}
      error={checkNumber(key, text)}
      disabled={disabled}
      onChange={(typed) => {
        setJson({ [key]: toNumberOrText(typed) });
      }}
    />
  );
}

/** A number as soon as the text is one; what is on the way to it, such as "1.", stays as it was typed. */
function toNumberOrText(typed: string): number | string {
  const text = typed.trim();
  return text !== '' && String(Number(text)) === text ? Number(text) : text;
}
