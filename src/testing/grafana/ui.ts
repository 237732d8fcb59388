/** Stands in for a `@grafana/ui` without any component, so that the tests see the plain elements that take their place. */
export {};
