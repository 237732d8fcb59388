import * as React from 'react';

import { EditorFrame } from '../controls/EditorFrame.tsx';
import { AuthenticationSection } from './AuthenticationSection.tsx';
import { ConnectionSection } from './ConnectionSection.tsx';
import { HeadersSection } from './HeadersSection.tsx';
import { IdentitySection } from './IdentitySection.tsx';
import { LimitsSection } from './LimitsSection.tsx';
import { MoreSection } from './MoreSection.tsx';
import { ServerSection } from './ServerSection.tsx';
import { createSettingsForm, type EditorProps } from './settings-form.ts';
import { TlsSection } from './TlsSection.tsx';

/** The data source's own page. Where a file provisions the source, Grafana says so above it. */
export function ConfigEditor(props: EditorProps) {
  const form = createSettingsForm(props);
  return (
    <EditorFrame>
      <div className="sjp-page">
        <ConnectionSection form={form} />
        <AuthenticationSection form={form} />
        <HeadersSection form={form} />
        <IdentitySection form={form} />
        <TlsSection form={form} />
        <ServerSection form={form} />
        <LimitsSection form={form} />
        <MoreSection form={form} />
      </div>
    </EditorFrame>
  );
}
