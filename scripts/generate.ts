/** `npm run generate`: proto/ to src/backend/sdk/gen, through buf and ts-proto. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
execFileSync(path.join(root, 'node_modules/.bin/buf'), ['generate'], {
  cwd: path.join(root, 'proto'),
  stdio: 'inherit',
});
