import { describe, expect, it } from '@jest/globals';

import { fakeTemplateSrv } from '../../testing/grafana/fake-template-srv.ts';
import { createVariableFill } from '../query/variables/variable-fill.ts';
import { QueryCtrl } from './query-ctrl.ts';

/** What Grafana does: it makes the controller, then gives it its bindings, then starts it. */
function setUp(target: Record<string, unknown>) {
  let refreshes = 0;
  const searched: string[] = [];
  const previewed: string[] = [];
  const templates = fakeTemplateSrv([{ name: 'hosts', value: ['a', 'b'] }]);
  const ctrl = new QueryCtrl();
  Object.assign(ctrl, {
    target,
    panelCtrl: {
      panel: { targets: [{}, target] },
      refresh: () => {
        refreshes++;
      },
    },
    datasource: {
      fill: () => createVariableFill(templates, {}),
      findMetrics: async (text: string) => {
        searched.push(text);
        return [{ text: 'up', value: 'up' }];
      },
      previewQuery: async ({ target: metric }: { target: string }) => {
        previewed.push(metric);
        return `POST /query of ${metric}`;
      },
    },
  });
  ctrl.$onInit();
  return { ctrl, target, searched, previewed, refreshes: () => refreshes };
}

describe('QueryCtrl', () => {
  it('starts as the original plugins do', () => {
    const { ctrl, target } = setUp({ refId: 'A' });
    expect(target).toEqual({ refId: 'A', target: 'select metric', type: 'timeserie' });
    expect(ctrl.isLastQuery).toBe(true);
  });

  it('leaves a saved query as it is', () => {
    const { ctrl, target } = setUp({ refId: 'A', target: 'up', type: 'table', data: '{"a":1}', rawQuery: true });
    expect(target).toEqual({ refId: 'A', target: 'up', type: 'table', data: '{"a":1}', rawQuery: true });
    expect(ctrl.payload).toBe('{"a":1}');
  });

  it('finds metrics for what is typed, and all for the placeholder', async () => {
    const { ctrl, searched } = setUp({ refId: 'A' });
    expect(await ctrl.findMetrics('u')).toEqual([{ text: 'up', value: 'up' }]);
    await ctrl.findMetrics('select metric');
    await ctrl.findMetrics(undefined);
    expect(searched).toEqual(['u', '', '']);
  });

  it('switches between list and text', () => {
    const { ctrl, target } = setUp({ refId: 'A' });
    ctrl.toggleEditorMode();
    expect(target['rawQuery']).toBe(true);
    ctrl.toggleEditorMode();
    expect(target['rawQuery']).toBe(false);
  });

  it('takes a payload under the name it had, and runs it', () => {
    const { ctrl, target, refreshes } = setUp({ refId: 'A', data: '{}' });
    ctrl.payload = '{"a":"$hosts"}';
    ctrl.changePayload();
    expect(target).toMatchObject({ data: '{"a":"$hosts"}' });
    expect(target).not.toHaveProperty('payload');
    expect(refreshes()).toBe(1);
  });

  it('keeps what is no JSON yet, says where, and does not run it', () => {
    const { ctrl, target, refreshes } = setUp({ refId: 'A' });
    ctrl.payload = '{"a":';
    ctrl.changePayload();
    expect(target['payload']).toBe('{"a":');
    expect(ctrl.payloadProblem).toMatch(/^line 1, column 6/);
    expect(refreshes()).toBe(0);
  });

  it('takes an emptied payload away', () => {
    const { ctrl, target } = setUp({ refId: 'A', payload: '{}' });
    ctrl.payload = ' ';
    ctrl.changePayload();
    expect(target).not.toHaveProperty('payload');
  });

  it('shows what the server gets, again after a change', async () => {
    const { ctrl, previewed } = setUp({ refId: 'A', target: 'cpu' });
    expect(previewed).toEqual([]);
    ctrl.toggleSent();
    await Promise.resolve();
    expect(ctrl.sentText).toBe('POST /query of cpu');
    ctrl.target.target = 'ram';
    ctrl.refresh();
    await Promise.resolve();
    expect(ctrl.sentText).toBe('POST /query of ram');
    ctrl.toggleSent();
    ctrl.refresh();
    expect(previewed).toEqual(['cpu', 'ram']);
  });

  it('says a collapsed query in one line', () => {
    expect(setUp({ refId: 'A', target: 'cpu', payload: '{}' }).ctrl.getCollapsedText()).toBe('cpu {}');
  });

  it('makes room for a payload, up to a limit', () => {
    expect(setUp({ refId: 'A' }).ctrl.payloadRows).toBe(2);
    const { ctrl } = setUp({ refId: 'A', payload: { a: 1, b: 2 } });
    expect(ctrl.payloadRows).toBe(4);
    ctrl.growPayload('\n'.repeat(6));
    expect(ctrl.payloadRows).toBe(7);
    ctrl.growPayload('\n'.repeat(100));
    expect(ctrl.payloadRows).toBe(16);
  });
});
