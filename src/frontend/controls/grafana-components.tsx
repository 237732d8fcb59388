import * as ui from '@grafana/ui';
import type { ButtonProps, CheckboxProps, InputProps, RadioButtonGroupProps, TextAreaProps } from '@grafana/ui';
import * as React from 'react';

/**
 * Grafana's own components where the running version has them, so that the pages look like the rest of it; else plain
 * elements that do the same.
 */
export const Input = ui.Input ?? React.forwardRef<HTMLInputElement, InputProps>(PlainInput);
export const TextArea = ui.TextArea ?? PlainTextArea;
export const Checkbox = ui.Checkbox ?? PlainCheckbox;
export const Button = ui.Button ?? PlainButton;
export const RadioButtonGroup = ui.RadioButtonGroup ?? PlainRadioButtonGroup;

/** The theme of whichever generation, to be read with care. */
export const useTheme: () => unknown = ui.useTheme2 ?? ui.useTheme ?? (() => undefined);

function PlainInput(
  { invalid: _invalid, prefix, suffix, ...input }: Omit<InputProps, 'ref'>,
  ref: React.Ref<HTMLInputElement>,
) {
  return (
    <span className="sjp-plain">
      {prefix}
      <input {...input} ref={ref} />
      {suffix}
    </span>
  );
}

function PlainTextArea({ invalid: _invalid, ...textArea }: TextAreaProps) {
  return <textarea {...textArea} />;
}

function PlainCheckbox({ label, value, ...input }: CheckboxProps) {
  return (
    <label>
      <input {...input} type="checkbox" checked={value} /> {label}
    </label>
  );
}

function PlainButton({ variant: _variant, size: _size, ...button }: ButtonProps) {
  return <button type="button" {...button} />;
}

function PlainRadioButtonGroup({ options, value, disabled, onChange }: RadioButtonGroupProps) {
  return (
    <span>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            checked={option.value === value}
            disabled={disabled}
            onChange={() => {
              onChange(option.value);
            }}
          />{' '}
          {option.label}
        </label>
      ))}
    </span>
  );
}
