import * as React from 'react';

import { TextField } from '../controls/TextField.tsx';
import { checkUrl } from './check-settings.ts';
import { Section, type SectionProps } from './Section.tsx';

/** Where the server is. */
export function ConnectionSection({ form: { options, json, disabled, set, setJson } }: SectionProps) {
  return (
    <Section title="Connection">
      <TextField
        label="URL"
        description="The address of your Simple JSON server; /query, /search and the others are added to it."
        placeholder="https://metrics.example.com/simple-json"
        value={options.url}
        error={checkUrl(options.url)}
        disabled={disabled}
        onChange={(url) => {
          set({ url });
        }}
      />
      <p className="sjp-description">
        Access: every request is made by this plugin&apos;s executable on the Grafana server, for panels and for alert
        rules alike. The address has to be reachable from there; your browser never talks to the server, so that it
        needs no CORS headers.
      </p>
      <TextField
        label="Query parameters"
        description="Added to the address of every request."
        placeholder="tenant=a&mode=full"
        value={json.customQueryParameters ?? ''}
        disabled={disabled}
        onChange={(customQueryParameters) => {
          setJson({ customQueryParameters });
        }}
      />
    </Section>
  );
}
