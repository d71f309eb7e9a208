import ts from 'typescript';

const NOTE = '// Generated from locales/zh-CN.xlf: change that, and run `npm run localize:build`.';
const IMPORTS = ["import { html } from 'lit';", "import { str } from '@lit/localize';"];

const moduleOf = (words: readonly string[]): string =>
  `${[NOTE, ...IMPORTS, '', 'export const templates = {', ...words.map((word) => `  ${word},`), '};'].join('\n')}\n`;

const wordsIn = (generated: string): ts.PropertyAssignment[] => {
  const words: ts.PropertyAssignment[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) words.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('words.ts', generated, ts.ScriptTarget.ESNext, true));
  return words;
};

/** Takes the module that lit-localize made apart: what everybody may see, and what only those see who work here. */
export const splitWords = (
  generated: string,
  everybodys: ReadonlySet<string>,
): { everybodys: string; staffs: string } => {
  const words = wordsIn(generated);
  const isEverybodys = ({ name }: ts.PropertyAssignment): boolean =>
    ts.isStringLiteral(name) && everybodys.has(name.text);
  const text = (word: ts.PropertyAssignment): string => word.getText();
  return {
    everybodys: moduleOf(words.filter(isEverybodys).map(text)),
    staffs: moduleOf(words.filter((word) => !isEverybodys(word)).map(text)),
  };
};
