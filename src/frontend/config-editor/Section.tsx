import * as React from 'react';

import { useUniqueId } from '../controls/use-unique-id.ts';
import type { SettingsForm } from './settings/settings-form.ts';

export interface SectionProps {
  readonly form: SettingsForm;
}

/** Settings that belong together. */
export function Section({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  const id = useUniqueId();
  return (
    <section className="sjp-section" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}

export interface ClosedSectionProps {
  readonly title: string;
  /** Whether one of the settings has been made. */
  readonly isUsed: boolean;
  /** One below the other instead of side by side. */
  readonly stacked?: boolean;
  readonly children: React.ReactNode;
}

/** Settings that few need, closed unless one of them has been made. */
export function ClosedSection({ title, isUsed, stacked = false, children }: ClosedSectionProps) {
  const [isOpen, setOpen] = React.useState(isUsed);
  return (
    <details
      className="sjp-section"
      open={isOpen}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>{title}</summary>
      <div className={stacked ? 'sjp-fields' : 'sjp-grid'}>{children}</div>
    </details>
  );
}
