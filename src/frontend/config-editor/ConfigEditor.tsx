import * as React from 'react';

import { Alert } from '../controls/grafana-components.tsx';
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

/** The data source's own page. */
export function ConfigEditor(props: EditorProps) {
  const form = createSettingsForm(props);
  return (
    <EditorFrame>
      <div className="sjp-page">
        {form.disabled && (
          <Alert severity="info" title="This data source comes from a provisioning file">
            Change it there; here its settings are only shown.
          </Alert>
        )}
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
