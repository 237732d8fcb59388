import { describe, expect, it } from '@jest/globals';

import { toThemeVariables } from './theme-variables.ts';

describe('toThemeVariables', () => {
  it('reads the theme of Grafana 8 and later', () => {
    const theme = {
      isDark: false,
      colors: { text: { primary: '#111111' }, background: { primary: '#fefefe' } },
      components: { input: { background: '#ffffff' } },
      typography: { fontFamilyMonospace: 'Roboto Mono' },
    };
    expect(toThemeVariables(theme)).toMatchObject({
      '--sjp-text': '#111111',
      '--sjp-page': '#fefefe',
      '--sjp-input': '#ffffff',
      '--sjp-monospace': 'Roboto Mono',
    });
  });

  it('reads the theme of Grafana 7', () => {
    const theme = {
      isDark: true,
      colors: { text: '#eeeeee', bg1: '#141619', formInputBg: '#0b0c0e' },
      typography: { fontFamily: { monospace: 'Menlo' } },
    };
    expect(toThemeVariables(theme)).toMatchObject({
      '--sjp-text': '#eeeeee',
      '--sjp-page': '#141619',
      '--sjp-input': '#0b0c0e',
      '--sjp-monospace': 'Menlo',
    });
  });

  it.each([
    ['a dark', { isDark: true }],
    ['a light', { isDark: false }],
    ['no', undefined],
  ])('has readable colours without a word of %s theme', (_which, theme) => {
    const variables = toThemeVariables(theme) as Readonly<Record<string, string>>;
    for (const text of ['--sjp-text', '--sjp-weak', '--sjp-link', '--sjp-error', '--sjp-warning']) {
      for (const ground of ['--sjp-page', '--sjp-raised', '--sjp-input']) {
        expect(contrast(variables[text] ?? '', variables[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

/** WCAG 2.2, "contrast ratio". */
function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
