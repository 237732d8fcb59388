import { config } from '@grafana/runtime';
import * as React from 'react';

import { settingsLogLevels } from '../../shared/settings-model.ts';
import { CheckboxField } from '../controls/CheckboxField.tsx';
import { SecretField } from '../controls/SecretField.tsx';
import { SelectField } from '../controls/SelectField.tsx';
import { TextField } from '../controls/TextField.tsx';
import { ListField } from './ListField.tsx';
import { ClosedSection, type SectionProps } from './Section.tsx';

const logLevels = [
  { value: '', label: "Grafana's own" },
  ...settingsLogLevels.map((value) => ({ value, label: value })),
] as const;

/** What hardly anybody needs. */
export function MoreSection({ form }: SectionProps) {
  const { json, disabled, setJson } = form;
  const isUsed = [json.allowedRedirectHosts, json.logLevel, json.enableSecureSocksProxy].some(Boolean);
  return (
    <ClosedSection title="More" isUsed={isUsed}>
      <ListField
        label="Allowed redirect hosts"
        description="Other hosts that the server may send a request on to, as host or host:port. They get no credentials."
        placeholder="other.example.com"
        values={json.allowedRedirectHosts}
        disabled={disabled}
        onChange={(allowedRedirectHosts) => {
          setJson({ allowedRedirectHosts });
        }}
      />
      <SelectField
        label="Log level"
        description="What this data source writes to Grafana's log."
        value={json.logLevel ?? ''}
        options={logLevels}
        disabled={disabled}
        onChange={(logLevel) => {
          setJson({ logLevel });
        }}
      />
      {(config.secureSocksDSProxyEnabled === true || json.enableSecureSocksProxy === true) && (
        <SecureSocksProxy form={form} />
      )}
    </ClosedSection>
  );
}

function SecureSocksProxy({ form: { json, disabled, setJson, secret } }: SectionProps) {
  return (
    <>
      <CheckboxField
        label="Secure socks proxy"
        description="Requests go through the proxy in Grafana's configuration."
        value={json.enableSecureSocksProxy === true}
        disabled={disabled}
        onChange={(enableSecureSocksProxy) => {
          setJson({ enableSecureSocksProxy });
        }}
      />
      {json.enableSecureSocksProxy === true && (
        <div className="sjp-indent">
          <TextField
            label="Proxy user"
            placeholder="the data source's uid"
            value={json.secureSocksProxyUsername ?? ''}
            disabled={disabled}
            onChange={(secureSocksProxyUsername) => {
              setJson({ secureSocksProxyUsername });
            }}
          />
          <SecretField label="Proxy password" secret={secret('secureSocksProxyPassword')} disabled={disabled} />
        </div>
      )}
    </>
  );
}
