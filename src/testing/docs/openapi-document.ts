import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { rootFolder } from '../../../scripts/build/build-paths.ts';

/** An example of docs/openapi.yaml. */
export interface OpenapiExample {
  /** As pages refer to it: `query request panel`, `search response texts`, `metrics response` where there is one only. */
  readonly name: string;
  readonly operation: string;
  readonly side: 'request' | 'response';
  readonly path: string;
  readonly value: unknown;
  /** Whether something is what the schema beside the example allows. */
  readonly validate: ValidateFunction;
}

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

interface OpenapiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The examples of requests and of answers with status 200. */
export function readOpenapiExamples(): readonly OpenapiExample[] {
  const document = parse(readFileSync(path.join(rootFolder, 'docs/openapi.yaml'), 'utf8')) as OpenapiDocument;
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(document, 'openapi');
  return Object.entries(document.paths).flatMap(([route, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const pointer = `openapi#/paths/${route.replaceAll('/', '~1')}/${method}`;
      const sides = [
        {
          side: 'request',
          pointer: `${pointer}/requestBody`,
          media: operation.requestBody?.content['application/json'],
        },
        { side: 'response', pointer: `${pointer}/responses/200`, media: operation.responses['200']?.content?.['application/json'] }, // prettier-ignore
      ] as const;
      return sides.flatMap(({ side, pointer: at, media }) => {
        if (media === undefined) return [];
        const $ref = `${at}/content/application~1json/schema`;
        const validate = ajv.compile(media.schema === undefined ? {} : { $ref });
        return namedExamples(media).map(([suffix, value]) => ({
          ...{ name: `${operation.operationId} ${side}${suffix}`, operation: operation.operationId },
          ...{ side, path: route, value, validate },
        }));
      });
    }),
  );
}

function namedExamples({ example, examples = {} }: Media): readonly (readonly [suffix: string, value: unknown])[] {
  const named = Object.entries(examples).map(([name, { value }]) => [` ${name}`, value] as const);
  return example === undefined ? named : [['', example], ...named];
}
