import { describe, expect, it } from '@jest/globals';

import { AnnotationsQueryCtrl } from './annotations-query-ctrl.ts';

function start(annotation: Record<string, unknown>): Record<string, unknown> {
  const ctrl = new AnnotationsQueryCtrl();
  Object.assign(ctrl, { annotation });
  ctrl.$onInit();
  return annotation;
}

describe('AnnotationsQueryCtrl', () => {
  it.each([
    ['nothing yet', {}, ''],
    ['a text', { query: 'deploy' }, 'deploy'],
    ['what a newer Grafana saved', { target: { refId: 'Anno', target: 'deploy' } }, 'deploy'],
  ])('edits %s', (_what, annotation, query) => {
    expect(start({ ...annotation })['query']).toBe(query);
  });
});
