import * as React from 'react';

import { CheckboxField } from '../controls/CheckboxField.tsx';
import { ClosedSection, type SectionProps } from './Section.tsx';
import { ListField } from './ListField.tsx';

/** What the server learns of the person who looks. */
export function IdentitySection({ form: { json, disabled, setJson } }: SectionProps) {
  const isUsed = [json.oauthPassThru, json.keepCookies?.length].some(Boolean);
  return (
    <ClosedSection title="Forwarded identity" isUsed={isUsed}>
      <CheckboxField
        label="Forward OAuth identity"
        description="The token somebody signed in to Grafana with goes to the server, instead of basic auth. Alert rules have none."
        value={json.oauthPassThru === true}
        disabled={disabled}
        onChange={(oauthPassThru) => {
          setJson({ oauthPassThru });
        }}
      />
      <ListField
        label="Forwarded cookies"
        description="Names of cookies that go on to the server, with commas between them."
        placeholder="session, tenant"
        values={json.keepCookies}
        disabled={disabled}
        onChange={(keepCookies) => {
          setJson({ keepCookies });
        }}
      />
    </ClosedSection>
  );
}
