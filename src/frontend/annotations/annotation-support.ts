import type { AnnotationSupport } from '@grafana/data';

import type { SavedQuery } from '../query/saved-query.ts';
import { AnnotationEditor } from './AnnotationEditor.tsx';
import { readAnnotation, toAnnotationQuery } from './annotation-model.ts';

/** For Grafana 7.2 and later: an annotation is a query of its own type, and its answer has the columns Grafana looks for. */
export const annotationSupport: AnnotationSupport<SavedQuery> = {
  prepareAnnotation: readAnnotation,
  prepareQuery: toAnnotationQuery,
  QueryEditor: AnnotationEditor,
};
