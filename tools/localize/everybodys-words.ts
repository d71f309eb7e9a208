import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { extractMessagesFromProgram } from '@lit/localize-tools/lib/program-analysis.js';
import type typescript from 'typescript';

/** The shells of those who work here: what only they lead to is never on a patient's page. */
const STAFF_SHELLS = ['kh-clinician-shell.ts', 'kh-administrator-shell.ts'];

// The extractor brings a TypeScript of its own, and takes the programs of no other.
const require = createRequire(createRequire(import.meta.url).resolve('@lit/localize-tools/lib/program-analysis.js'));
const ts = require('typescript') as typeof typescript;

/** Made by that TypeScript, while its types are told to us by the one of this project. */
type ExtractorsProgram = Parameters<typeof extractMessagesFromProgram>[0];

/** What a module needs at once or later; types are gone when it runs. */
const importsOf = (file: typescript.SourceFile): string[] => {
  const found: string[] = [];
  const visit = (node: typescript.Node): void => {
    const isStatic = ts.isImportDeclaration(node)
      ? node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword
      : ts.isExportDeclaration(node);
    const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const specifier = isStatic
      ? (node as typescript.ImportDeclaration).moduleSpecifier
      : isDynamic
        ? node.arguments[0]
        : undefined;
    if (specifier !== undefined && ts.isStringLiteral(specifier) && specifier.text.startsWith('.'))
      found.push(resolve(dirname(file.fileName), specifier.text));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

/** The ids of all words that somebody may see who does not work here: patients, their guests, whoever signs in. */
export const everybodysWords = (client: string): ReadonlySet<string> => {
  const entry = join(client, 'main.ts');
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  });
  const reached = new Map<string, typescript.SourceFile>();
  const reach = (path: string): void => {
    const file = program.getSourceFile(path);
    if (file === undefined || reached.has(path) || STAFF_SHELLS.some((shell) => path.endsWith(`/${shell}`))) return;
    reached.set(path, file);
    importsOf(file).forEach(reach);
  };
  reach(entry);
  const theirs = Object.create(program, { getSourceFiles: { value: () => [...reached.values()] } }) as typeof program;
  const { messages, errors } = extractMessagesFromProgram(theirs as unknown as ExtractorsProgram);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${error.file?.fileName ?? ''}: ${JSON.stringify(error.messageText)}`);
  return new Set(messages.map(({ name }) => name));
};
