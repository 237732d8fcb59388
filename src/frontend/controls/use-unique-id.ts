import * as React from 'react';

/** An element id that stays the same; React has its own only since 18, and Grafana 7 comes with 16. */
export function useUniqueId(): string {
  const [id] = React.useState(() => `sjp-${Math.random().toString(36).slice(2)}`);
  return id;
}
