import * as React from 'react';

import { Button } from './grafana-components.tsx';

export interface ToggleButtonProps {
  readonly isOn: boolean;
  /** The id of what it shows. */
  readonly controls?: string;
  readonly onChange: (isOn: boolean) => void;
  readonly children: string;
}

/** Shows something, and hides it again. */
export function ToggleButton({ isOn, controls, onChange, children }: ToggleButtonProps) {
  return (
    <Button
      type="button"
      variant="secondary"
      size="sm"
      aria-expanded={isOn}
      aria-controls={isOn ? controls : undefined}
      onClick={() => {
        onChange(!isOn);
      }}
    >
      <span aria-hidden>{isOn ? '▾' : '▸'}&nbsp;</span>
      {children}
    </Button>
  );
}
