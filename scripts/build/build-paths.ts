import path from 'node:path';

/** The checkout. */
export const rootFolder = path.join(import.meta.dirname, '../..');

/** The plugin folder as Grafana loads it. */
export const distFolder = path.join(rootFolder, 'dist');

/** Everything the build keeps for itself; may be deleted at any time. */
export const workFolder = path.join(rootFolder, '.build');
