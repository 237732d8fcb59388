import * as React from 'react';

import { Button } from '../controls/grafana-components.tsx';
import { SecretField } from '../controls/SecretField.tsx';
import { TextField } from '../controls/TextField.tsx';
import { checkHeaderName } from './settings/check-settings.ts';
import { headerNumbers, withoutHeader } from './settings/header-settings.ts';
import { ClosedSection, type SectionProps } from './Section.tsx';

/** Headers of one's own, numbered as in Grafana's other data sources. */
export function HeadersSection({ form }: SectionProps) {
  const { json, disabled, setJson } = form;
  const numbers = headerNumbers(Object.keys(json));
  return (
    <ClosedSection title="HTTP headers" isUsed={numbers.length > 0} stacked>
      <p className="sjp-description">Sent with every request; their values are kept as secrets.</p>
      {numbers.map((number) => (
        <HeaderRow key={number} form={form} number={number} numbers={numbers} />
      ))}
      <div>
        <Button
          type="button"
          variant="secondary"
          disabled={disabled}
          onClick={() => {
            setJson({ [`httpHeaderName${Math.max(0, ...numbers) + 1}`]: ' ' });
          }}
        >
          Add header
        </Button>
      </div>
    </ClosedSection>
  );
}

interface HeaderRowProps extends SectionProps {
  readonly number: number;
  readonly numbers: readonly number[];
}

function HeaderRow({ form, number, numbers }: HeaderRowProps) {
  const { options, json, disabled, set, setJson, secret } = form;
  const nameOf = (other: number): string => (json[`httpHeaderName${other}`] ?? '').trim();
  const others = numbers.filter((other) => other !== number).map(nameOf);
  const name = nameOf(number);
  return (
    <div className="sjp-row" role="group" aria-label={`Header ${number}`}>
      <TextField
        label={`Header ${number} name`}
        grow
        placeholder="X-Tenant"
        value={name}
        error={checkHeaderName(name, others)}
        disabled={disabled}
        onChange={(typed) => {
          // A space keeps the row there while it has no name; the executable leaves it out.
          setJson({ [`httpHeaderName${number}`]: typed.trim() === '' ? ' ' : typed.trim() });
        }}
      />
      <div className="sjp-grow">
        <SecretField label={`Header ${number} value`} secret={secret(`httpHeaderValue${number}`)} disabled={disabled} />
      </div>
      <div className="sjp-field">
        <span className="sjp-label" aria-hidden>
          &nbsp;
        </span>
        <Button
          type="button"
          variant="secondary"
          disabled={disabled}
          aria-label={`Remove header ${number}`}
          onClick={() => {
            set(withoutHeader(options, number));
          }}
        >
          Remove
        </Button>
      </div>
    </div>
  );
}
