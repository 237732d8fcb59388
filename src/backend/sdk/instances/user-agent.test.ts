import { expect, it } from '@jest/globals';
import { userAgent } from './user-agent.ts';

const plugin = { id: 'other-plugin', version: '1.2.3' };

it.each([
  ['Grafana/12.4.1 (linux; amd64)', 'Grafana/12.4.1 (linux; amd64) other-plugin/1.2.3'],
  ['', 'Grafana/0.0.0 (unknown; unknown) other-plugin/1.2.3'],
  ['\u{10fff5}\r\n', 'Grafana/0.0.0 (unknown; unknown) other-plugin/1.2.3'],
  ['Gräfana/12\r\nX-Other: 1\0', 'Grfana/12X-Other: 1 other-plugin/1.2.3'],
  ['x'.repeat(60_000), `${'x'.repeat(200)} other-plugin/1.2.3`],
])('of the host %j', (grafana, expected) => {
  expect(userAgent(grafana, plugin)).toBe(expected);
});

it('has nothing of a version that a header cannot have', () => {
  expect(userAgent('Grafana/13.0.0', { id: 'other-plugin', version: '1\n2ä' })).toBe('Grafana/13.0.0 other-plugin/12');
});
