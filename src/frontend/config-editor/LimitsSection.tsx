import * as React from 'react';

import { settingsDefaults } from '../../shared/settings-model.ts';
import { TextField } from '../controls/TextField.tsx';
import { hasLivePanels } from '../live/live-service.ts';
import { checkNumber } from './settings/check-settings.ts';
import { type Limit, limits, toNumberOrText } from './settings/limit-settings.ts';
import { ClosedSection, type SectionProps } from './Section.tsx';

/** How long, how much and how often. What is for live panels only shows where Grafana has them; a saved value stays. */
export function LimitsSection({ form }: SectionProps) {
  const offered = limits.filter(({ forLive = false }) => !forLive || hasLivePanels());
  return (
    <ClosedSection title="Limits" isUsed={offered.some(({ key }) => form.json[key] !== undefined)}>
      {offered.map((limit) => (
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
