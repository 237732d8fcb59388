import * as React from 'react';

import { styleSheet } from './style-sheet.ts';
import { useThemeVariables } from './theme-variables.ts';

/** Goes around each editor: its styles, in the running theme's colours. */
export function EditorFrame({ children }: { readonly children: React.ReactNode }) {
  return (
    <div className="sjp" style={useThemeVariables()}>
      <style>{styleSheet}</style>
      {children}
    </div>
  );
}
