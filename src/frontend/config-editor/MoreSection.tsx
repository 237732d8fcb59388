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
  const { customQueryParameters, allowedRedirectHosts, logLevel: ownLogLevel, enableSecureSocksProxy } = json;
  const isUsed = [customQueryParameters, allowedRedirectHosts, ownLogLevel, enableSecureSocksProxy].some(Boolean);
  return (
    <ClosedSection title="More" isUsed={isUsed}>
      <TextField
        label="Query parameters"
        description="Added to the address of every request."
        placeholder="tenant=a&mode=full"
        value={customQueryParameters ?? ''}
        disabled={disabled}
        onChange={(changed) => {
          setJson({ customQueryParameters: changed });
        }}
      />
      <ListField
        label="Allowed redirect hosts"
        description="Other hosts that the server may send a request on to, as host or host:port. They get no credentials."
        placeholder="other.example.com"
        values={allowedRedirectHosts}
        disabled={disabled}
        onChange={(changed) => {
          setJson({ allowedRedirectHosts: changed });
        }}
      />
      <SelectField
        label="Log level"
        description="What this data source writes to Grafana's log."
        value={ownLogLevel ?? ''}
        options={logLevels}
        disabled={disabled}
        onChange={(logLevel) => {
          setJson({ logLevel });
        }}
      />
      {(config.secureSocksDSProxyEnabled === true || enableSecureSocksProxy === true) && (
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
