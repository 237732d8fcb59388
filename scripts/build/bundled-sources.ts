import type { Metafile } from 'esbuild';

/** The files that bytes of a bundle come from. */
export function bundledSources({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
}
