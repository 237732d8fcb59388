import { describe, expect, it } from '@jest/globals';
import { variableNames } from './dashboard-variables.ts';

describe('variableNames', () => {
  it("leaves out ad hoc filters, Grafana's own variables and what has no name", () => {
    const templates = {
      replace: (text: string) => text,
      variables: [
        { name: 'host', type: 'query' },
        { name: 'filters', type: 'adhoc' },
        { name: 'dashboard', type: 'system' },
        { name: '__interval', type: 'interval' },
        { type: 'query' },
        null,
      ],
    };
    expect(variableNames(templates)).toEqual(['host']);
  });
});
