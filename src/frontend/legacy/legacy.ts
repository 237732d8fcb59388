/** What Grafana 5.0 to 6.7 load, by the names they look for. */
export { AnnotationsQueryCtrl } from './annotations-query-ctrl.ts';
export { ConfigCtrl } from './config-ctrl.ts';
export { Datasource } from './datasource.ts';
export { QueryCtrl } from './query-ctrl.ts';
