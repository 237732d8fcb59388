import * as React from 'react';

import { TextField } from '../controls/TextField.tsx';
import { checkUrl } from './settings/check-settings.ts';
import { Section, type SectionProps } from './Section.tsx';

/** Where the server is. */
export function ConnectionSection({ form: { options, disabled, set } }: SectionProps) {
  return (
    <Section title="Connection">
      <TextField
        label="URL"
        description="The address of your Simple JSON server, as the Grafana server reaches it; /query, /search and the others are added. Your browser never talks to it, so that it needs no CORS headers."
        placeholder="https://metrics.example.com/simple-json"
        value={options.url}
        error={checkUrl(options.url)}
        disabled={disabled}
        onChange={(url) => {
          set({ url });
        }}
      />
    </Section>
  );
}
