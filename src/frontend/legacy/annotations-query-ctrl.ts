import { readAnnotation } from '../annotations/annotation-model.ts';
import { targetOf } from '../query/saved-query.ts';

/** The annotation editor of Grafana 5 and 6, which edits what the original plugins saved: a text beside the name. */
export class AnnotationsQueryCtrl {
  static readonly templateUrl = 'partials/annotations.editor.html';

  declare readonly annotation: { query?: string };

  $onInit(): void {
    this.annotation.query ??= targetOf(readAnnotation(this.annotation).target ?? {});
  }
}
