import * as React from 'react';

import { EditorFrame } from '../controls/style/EditorFrame.tsx';
import { AuthenticationSection } from './AuthenticationSection.tsx';
import { ConnectionSection } from './ConnectionSection.tsx';
import { HeadersSection } from './HeadersSection.tsx';
import { IdentitySection } from './IdentitySection.tsx';
import { LimitsSection } from './LimitsSection.tsx';
import { MoreSection } from './MoreSection.tsx';
import { Section } from './Section.tsx';
import { ServerSection } from './ServerSection.tsx';
import { createSettingsForm, type EditorProps } from './settings/settings-form.ts';
import { TlsSection } from './TlsSection.tsx';

/** The data source's own page. Where a file provisions the source, Grafana says so above it. */
export function ConfigEditor(props: EditorProps) {
  const form = createSettingsForm(props);
  return (
    <EditorFrame>
      <div className="sjp-page">
        <ConnectionSection form={form} />
        <AuthenticationSection form={form} />
        <TlsSection form={form} />
        <HeadersSection form={form} />
        <Section title="Additional settings">
          <p className="sjp-description">None of them is needed for a start.</p>
          <ServerSection form={form} />
          <IdentitySection form={form} />
          <LimitsSection form={form} />
          <MoreSection form={form} />
        </Section>
      </div>
    </EditorFrame>
  );
}
