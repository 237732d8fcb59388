import type * as React from 'react';

import { useTheme } from '../grafana-components.tsx';

/** CSS variables with the running theme's colours, for the element around everything that the style sheet is for. */
export function useThemeVariables(): React.CSSProperties {
  return toThemeVariables(useTheme());
}

/** Reads themes of both generations: that of Grafana 8 and later first, then that of 7, then a plain dark one. @internal */
export function toThemeVariables(theme: unknown): React.CSSProperties {
  const dark = read(theme, 'isDark') !== false;
  const values = Object.entries(places).map(([name, { paths, dark: inDark, light }]) => {
    const found = paths.map((path) => read(theme, path)).find((value) => typeof value === 'string');
    return [`--sjp-${name}`, found ?? (dark ? inDark : light)];
  });
  return Object.fromEntries(values) as React.CSSProperties;
}

interface Place {
  readonly paths: readonly string[];
  readonly dark: string;
  readonly light: string;
}

/** What Grafana 7 has no readable colour for, or none at all, comes from the last two. */
const places: Readonly<Record<string, Place>> = {
  text: { paths: ['colors.text.primary', 'colors.text'], dark: '#d8d9da', light: '#333638' },
  weak: { paths: ['colors.text.secondary'], dark: '#a6a8ad', light: '#585b61' },
  error: { paths: ['colors.error.text'], dark: '#ff7383', light: '#b5092d' },
  warning: { paths: ['colors.warning.text'], dark: '#fbad37', light: '#855400' },
  link: { paths: ['colors.text.link'], dark: '#6e9fff', light: '#1f60c4' },
  accent: { paths: ['colors.primary.border', 'colors.formFocusOutline'], dark: '#5794f2', light: '#1f60c4' },
  page: { paths: ['colors.background.primary', 'colors.bg1'], dark: '#141619', light: '#ffffff' },
  raised: { paths: ['colors.background.secondary', 'colors.bg2'], dark: '#202226', light: '#f7f8fa' },
  input: { paths: ['components.input.background', 'colors.formInputBg'], dark: '#0b0c0e', light: '#ffffff' },
  border: {
    paths: ['components.input.borderColor', 'colors.formInputBorder'],
    dark: '#343b40',
    light: '#c7d0d9',
  },
  line: { paths: ['colors.border.weak', 'colors.border1'], dark: '#2c3235', light: '#dce1e6' },
  hover: { paths: ['colors.action.hover', 'colors.bg3'], dark: '#343b40', light: '#e9edf2' },
  radius: { paths: ['shape.radius.default'], dark: '2px', light: '2px' },
  monospace: {
    paths: ['typography.fontFamilyMonospace', 'typography.fontFamily.monospace'],
    dark: 'monospace',
    light: 'monospace',
  },
};

function read(theme: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      theme,
    );
}
