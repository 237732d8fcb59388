import * as React from 'react';

import { settingsDefaults } from '../../shared/settings-model.ts';
import { CheckboxField } from '../controls/CheckboxField.tsx';
import { SecretField } from '../controls/SecretField.tsx';
import { TextField } from '../controls/TextField.tsx';
import { checkHeaderName } from './settings/check-settings.ts';
import { ClosedSection, Section, type SectionProps } from './Section.tsx';
import { withJson } from './settings/settings-form.ts';

/** How the executable makes itself known to the server. */
export function AuthenticationSection({ form }: SectionProps) {
  const { disabled, secret } = form;
  return (
    <Section title="Authentication">
      <BasicAuth form={form} />
      <SecretField
        label="Bearer token"
        description="Sent as Authorization: Bearer …, instead of basic auth."
        secret={secret('bearerToken')}
        disabled={disabled}
      />
      <ApiKey form={form} />
    </Section>
  );
}

function ApiKey({ form }: SectionProps) {
  const { json, disabled, setJson, secret } = form;
  const apiKey = secret('apiKeyValue');
  return (
    <ClosedSection title="API key" isUsed={apiKey.isConfigured || json.apiKeyHeaderName !== undefined}>
      <SecretField label="API key" description="Sent in the header below." secret={apiKey} disabled={disabled} />
      <TextField
        label="API key header"
        placeholder={settingsDefaults.apiKeyHeaderName}
        value={json.apiKeyHeaderName ?? ''}
        error={checkHeaderName(json.apiKeyHeaderName ?? '', [])}
        disabled={disabled}
        onChange={(apiKeyHeaderName) => {
          setJson({ apiKeyHeaderName });
        }}
      />
    </ClosedSection>
  );
}

/** Grafana 5 and 6 keep the flag and the user in `jsonData`; from 7 on their own fields are used. */
function BasicAuth({ form: { options, json, disabled, set, secret } }: SectionProps) {
  const isOn = options.basicAuth || json.basicAuth === true;
  const user = options.basicAuthUser === '' ? (json.basicAuthUser ?? '') : options.basicAuthUser;
  const jsonData = withJson(json, { basicAuth: undefined, basicAuthUser: undefined });
  return (
    <>
      <CheckboxField
        label="Basic auth"
        description="A user name and a password with every request."
        value={isOn}
        disabled={disabled}
        onChange={(basicAuth) => {
          set({ basicAuth, basicAuthUser: user, jsonData });
        }}
      />
      {isOn && (
        <div className="sjp-indent">
          <TextField
            label="User"
            value={user}
            error={
              user.includes(':') ? 'expected a user name without a colon, which basic auth cannot carry' : undefined
            }
            disabled={disabled}
            onChange={(basicAuthUser) => {
              set({ basicAuth: true, basicAuthUser, jsonData });
            }}
          />
          <SecretField label="Password" secret={secret('basicAuthPassword')} disabled={disabled} />
        </div>
      )}
    </>
  );
}
