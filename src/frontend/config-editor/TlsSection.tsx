import * as React from 'react';

import { CheckboxField } from '../controls/CheckboxField.tsx';
import { SecretField } from '../controls/SecretField.tsx';
import { TextField } from '../controls/TextField.tsx';
import { checkPem } from './settings/check-settings.ts';
import { ClosedSection, type SectionProps } from './Section.tsx';

/** Whom the executable trusts, and what it shows of itself. */
export function TlsSection({ form }: SectionProps) {
  const { json, disabled, setJson } = form;
  const isUsed = [json.tlsAuth, json.tlsAuthWithCACert, json.tlsSkipVerify, json.serverName].some(Boolean);
  return (
    <ClosedSection title="TLS" isUsed={isUsed} stacked>
      <CheckboxField
        label="Own certificate authority"
        description="The server's certificate is signed by an authority of your own."
        value={json.tlsAuthWithCACert === true}
        disabled={disabled}
        onChange={(tlsAuthWithCACert) => {
          setJson({ tlsAuthWithCACert });
        }}
      />
      {json.tlsAuthWithCACert === true && (
        <Pem form={form} label="CA certificate" name="tlsCACert" kind="CERTIFICATE" />
      )}
      <CheckboxField
        label="Client certificate"
        description="The server asks for a certificate."
        value={json.tlsAuth === true}
        disabled={disabled}
        onChange={(tlsAuth) => {
          setJson({ tlsAuth });
        }}
      />
      {json.tlsAuth === true && <ClientCertificate form={form} />}
      <CheckboxField
        label="Skip TLS verification"
        description="Accepts any certificate, and whoever stands between: for trials only."
        value={json.tlsSkipVerify === true}
        disabled={disabled}
        onChange={(tlsSkipVerify) => {
          setJson({ tlsSkipVerify });
        }}
      />
      <TextField
        label="Server name"
        description="The name in the server's certificate, where it differs from that in the URL."
        placeholder="metrics.example.com"
        value={json.serverName ?? ''}
        disabled={disabled}
        onChange={(serverName) => {
          setJson({ serverName });
        }}
      />
    </ClosedSection>
  );
}

function ClientCertificate({ form }: SectionProps) {
  return (
    <>
      <Pem form={form} label="Certificate" name="tlsClientCert" kind="CERTIFICATE" />
      <Pem form={form} label="Private key" name="tlsClientKey" kind="PRIVATE KEY" />
    </>
  );
}

interface PemProps extends SectionProps {
  readonly label: string;
  readonly name: 'tlsCACert' | 'tlsClientCert' | 'tlsClientKey';
  readonly kind: 'CERTIFICATE' | 'PRIVATE KEY';
}

function Pem({ form: { disabled, secret }, label, name, kind }: PemProps) {
  const { value } = secret(name);
  return (
    <div className="sjp-indent">
      <SecretField
        label={label}
        rows={6}
        placeholder={`-----BEGIN ${kind}-----`}
        error={checkPem(value, kind)}
        secret={secret(name)}
        disabled={disabled}
      />
    </div>
  );
}
