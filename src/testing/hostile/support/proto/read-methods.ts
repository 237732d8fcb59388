import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { rootFolder } from '../../../../../scripts/build/build-paths.ts';

/** A method of a service in `proto/`. */
export interface ProtoMethod {
  /** `/pluginv2.Data/QueryData` */
  readonly path: string;
  readonly request: ProtoMessage;
}

export interface ProtoMessage {
  /** `.pluginv2.QueryDataRequest` */
  readonly name: string;
  readonly fields: readonly ProtoField[];
}

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  readonly isRepeated: boolean;
  /** As in descriptor.proto: TYPE_STRING and so on. */
  readonly type: string;
  /** Of a message that is a field. */
  readonly message: () => ProtoMessage;
}

/** Every method of every service in `proto/`, as buf reads the files. */
export function readProtoMethods(): readonly ProtoMethod[] {
  const buf = path.join(rootFolder, 'node_modules/.bin/buf');
  const json = execFileSync(buf, ['build', '-o', '-#format=json'], { cwd: path.join(rootFolder, 'proto') });
  const { file: files } = JSON.parse(json.toString()) as { readonly file: readonly FileDescriptor[] };
  const messages = new Map<string, ProtoMessage>();
  const find = (name = ''): ProtoMessage => {
    const message = messages.get(name);
    if (message === undefined) throw new Error(`expected a message ${name} in proto/`);
    return message;
  };
  for (const file of files) addMessages(file.messageType, `.${file.package}`, { messages, find });
  return files.flatMap((file) =>
    (file.service ?? []).flatMap(({ name, method: methods }) =>
      methods.map((method) => ({
        path: `/${file.package}.${name}/${method.name}`,
        request: find(method.inputType),
      })),
    ),
  );
}

interface FileDescriptor {
  readonly package: string;
  readonly messageType?: readonly MessageDescriptor[];
  readonly service?: readonly { readonly name: string; readonly method: readonly MethodDescriptor[] }[];
}

interface MethodDescriptor {
  readonly name: string;
  readonly inputType: string;
}

interface MessageDescriptor {
  readonly name: string;
  readonly field?: readonly FieldDescriptor[];
  readonly nestedType?: readonly MessageDescriptor[];
}

interface FieldDescriptor {
  readonly name: string;
  readonly number: number;
  readonly label: string;
  readonly type: string;
  readonly typeName?: string;
}

interface Known {
  readonly messages: Map<string, ProtoMessage>;
  readonly find: (name: string | undefined) => ProtoMessage;
}

function addMessages(descriptors: readonly MessageDescriptor[] = [], scope: string, known: Known): void {
  for (const { name, field = [], nestedType } of descriptors) {
    const full = `${scope}.${name}`;
    addMessages(nestedType, full, known);
    const fields = field.map((each) => ({
      name: each.name,
      number: each.number,
      isRepeated: each.label === 'LABEL_REPEATED',
      type: each.type,
      message: () => known.find(each.typeName),
    }));
    known.messages.set(full, { name: full, fields });
  }
}
