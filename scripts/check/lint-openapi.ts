import { createConfig, lint } from '@redocly/openapi-core';

/**
 * What Redocly's recommended rules, and the examples held to their schemas, find wrong in an OpenAPI file.
 * @returns a sentence for each problem, with the place in the file.
 */
export async function lintOpenapi(file: string): Promise<readonly string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      // The one server that everybody can try is on the reader's own machine.
      'no-server-example.com': 'off',
      'no-empty-servers': 'error',
      'no-invalid-media-type-examples': 'error',
      'no-invalid-schema-examples': 'error',
      // What a server answers when something is wrong is `default`, whatever the status.
      'operation-4xx-response': 'off',
    },
  });
  const problems = await lint({ ref: file, config });
  return problems.map(({ message, location: [place] }) => `${place?.pointer ?? '#'}: ${message}`);
}
