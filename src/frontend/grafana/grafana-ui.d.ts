/**
 * What the pages use of `@grafana/ui`, with the props that versions 7.0 to 13 agree on. Each may be missing from a version;
 * only `controls/grafana-components` imports it.
 */
declare module '@grafana/ui' {
  import type {
    ButtonHTMLAttributes,
    ComponentType,
    FormEvent,
    InputHTMLAttributes,
    ReactNode,
    RefAttributes,
    TextareaHTMLAttributes,
  } from 'react';

  export type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'prefix' | 'size' | 'width'> &
    RefAttributes<HTMLInputElement> & {
      readonly invalid?: boolean;
      readonly prefix?: ReactNode;
      readonly suffix?: ReactNode;
    };

  export type TextAreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & { readonly invalid?: boolean };

  export interface CheckboxProps {
    readonly label: string;
    readonly 'aria-describedby'?: string;
    readonly value: boolean;
    readonly disabled?: boolean;
    readonly onChange: (event: FormEvent<HTMLInputElement>) => void;
  }

  export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
    readonly variant?: 'primary' | 'secondary' | 'destructive';
    readonly size?: 'sm' | 'md' | 'lg';
    readonly children: ReactNode;
  };

  export interface RadioButtonGroupProps {
    readonly options: { readonly label: string; readonly value: string }[];
    readonly value: string;
    readonly disabled?: boolean;
    readonly onChange: (value: string) => void;
  }

  export const Input: ComponentType<InputProps> | undefined;
  export const TextArea: ComponentType<TextAreaProps> | undefined;
  export const Checkbox: ComponentType<CheckboxProps> | undefined;
  export const Button: ComponentType<ButtonProps> | undefined;
  export const RadioButtonGroup: ComponentType<RadioButtonGroupProps> | undefined;
  /** Since 8. */
  export const useTheme2: (() => unknown) | undefined;
  /** Up to 10. */
  export const useTheme: (() => unknown) | undefined;
}
