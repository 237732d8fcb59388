import { describe, expect, it } from '@jest/globals';

import { fakeTemplateSrv } from '../../testing/grafana/fake-template-srv.ts';
import { sentTarget } from './sent-target.ts';
import { createVariableFill } from './variable-fill.ts';

const fill = createVariableFill(fakeTemplateSrv([{ name: 'hosts', value: ['a', 'b'] }]), {});

describe('sentTarget', () => {
  it('shows the metric and the payload as the server gets them', () => {
    expect(sentTarget({ refId: 'A', target: '$hosts', type: 'table', payload: '{"h":"$hosts"}' }, fill)).toEqual({
      refId: 'A',
      target: '(a|b)',
      type: 'table',
      payload: { h: ['a', 'b'] },
    });
  });

  it('calls the payload what it was saved as, and asks for a time series unless told otherwise', () => {
    expect(sentTarget({ refId: 'A', data: '{"a":1}' }, fill)).toEqual({
      refId: 'A',
      type: 'timeserie',
      data: { a: 1 },
    });
  });
});
