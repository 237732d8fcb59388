import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { declaredModules, type DeclaredModule, preamble, statements } from './declaration-statements.ts';

const declarationsFolder = path.join(import.meta.dirname, '../../../frontend/grafana');

export type Declarations = Readonly<Record<DeclaredModule, string>>;

/** What src/frontend/grafana says of Grafana's packages. */
export function readDeclarations(): Declarations {
  const read = (name: DeclaredModule): string =>
    readFileSync(path.join(declarationsFolder, `grafana-${name}.d.ts`), 'utf8');
  return { data: read('data'), runtime: read('runtime'), ui: read('ui') };
}

/**
 * Holds our declarations of Grafana's packages to the types that the packages bring themselves.
 * @param packagesFolder holds `node_modules` with them
 * @returns what does not fit, with the compiler's words; nothing where all does
 */
export function checkDeclarations(packagesFolder: string, declarations: Declarations): readonly string[] {
  const files = new Map(
    declaredModules.map((name) => [
      path.join(packagesFolder, `declared-${name}.d.ts`),
      declarations[name].replaceAll(/'@grafana\/(data|runtime|ui)'/g, "'declared/$1'"),
    ]),
  );
  const lines = declaredModules.flatMap((name) => Object.values(statements[name]).flat());
  const checkFile = path.join(packagesFolder, 'check-declarations.ts');
  files.set(checkFile, preamble + lines.join(';\n'));
  return [...declaredModules.flatMap((name) => unequalNames(name, declarations[name])), ...compile(files)];
}

/** Every declared name needs a line, or a new one would go unchecked. */
function unequalNames(name: DeclaredModule, text: string): readonly string[] {
  const declared = [...text.matchAll(/^ {2}export (?:abstract )?(?:interface|type|class|const|function) (\w+)/gm)].map(
    ([, found = '']) => found,
  );
  const checked = Object.keys(statements[name]);
  const differences = [
    ...declared.filter((one) => !checked.includes(one)).map((one) => `${one} is declared, and nothing checks it`),
    ...checked.filter((one) => !declared.includes(one)).map((one) => `${one} is checked, and nothing declares it`),
  ];
  return differences.map((difference) => `@grafana/${name}: ${difference}`);
}

function compile(files: ReadonlyMap<string, string>): readonly string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.React,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const program = ts.createProgram([...files.keys()], options, hostWith(files, options));
  const diagnostics = [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  return diagnostics.map(describeDiagnostic);
}

function hostWith(files: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    fileExists: (file) => files.has(file) || host.fileExists(file),
    readFile: (file) => files.get(file) ?? host.readFile(file),
    getSourceFile(file, version, ...rest) {
      const text = files.get(file);
      return text === undefined ? host.getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
    },
  };
}

function describeDiagnostic({ file, start, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (file === undefined || start === undefined) return text;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${file.text.split('\n')[line] ?? ''}\n${text}`;
}
