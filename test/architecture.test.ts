import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Which rooms a room may import, besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contracts: [],
  database: ['contracts'],
  models: ['contracts'],
  ingest: ['contracts', 'database', 'models'],
  'device-gateway': ['contracts', 'ingest', 'database', 'models/forecaster'],
  server: ['contracts', 'database', 'ingest', 'models'],
  sfu: ['contracts'],
  'web-client': ['contracts'],
  // Its messages go by the same channels as the server's, and not through the server.
  watchdog: ['contracts', 'database', 'server/notifications/channels', 'server/notification-keys.ts'],
  tools: ['contracts', 'database', 'models', 'ingest', 'server/auth'],
};

/** Inside the server: edges point inwards, never back or across. */
const SERVER_MAY_IMPORT: Record<string, readonly string[]> = {
  routes: ['services'],
  realtime: ['services'],
  jobs: ['services'],
  relay: ['services', 'notifications'],
  notifications: ['services'],
  services: [],
  auth: ['services'],
};

type Import = { from: string; to: string; isTypeOnly: boolean };

const sourceFiles = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => /\.m?ts$/.test(path) && !path.endsWith('.d.ts') && statSync(join(ROOT, path)).isFile());

const isTypeOnly = (node: ts.ImportDeclaration | ts.ExportDeclaration): boolean => {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
};

const resolveTarget = (from: string, specifier: string): string | null => {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.')) return relative(ROOT, resolve(ROOT, dirname(from), specifier));
  return null;
};

const importsOf = (file: string): Import[] => {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    const to = resolveTarget(file, specifier);
    if (to !== null) found.push({ from: file, to, isTypeOnly: typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      if (ts.isStringLiteral(node.moduleSpecifier)) add(node.moduleSpecifier.text, isTypeOnly(node));
    }
    const [argument] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && argument) {
      if (ts.isStringLiteral(argument)) add(argument.text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const roomOf = (path: string): string => path.split('/')[0] ?? '';
const isWithin = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);

const rooms = Object.keys(MAY_IMPORT);
const allImports = rooms.flatMap((room) => sourceFiles(room).flatMap(importsOf));

describe('architecture', () => {
  it.each(rooms)('%s has source files', (room) => {
    expect(sourceFiles(room).length).toBeGreaterThan(0);
  });

  it.each(rooms)('%s imports only the rooms it may', (room) => {
    const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
    const wrong = allImports
      .filter(({ from }) => roomOf(from) === room)
      .filter(({ to }) => !allowed.some((place) => isWithin(to, place)))
      // The HTTP client's types come from the server's own routes; a type leaves nothing in the bundle.
      .filter(
        ({ from, to, isTypeOnly: typeOnly }) =>
          !(isWithin(from, 'web-client/data') && to === 'server/app.ts' && typeOnly),
      )
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(wrong).toEqual([]);
  });

  it.each(Object.keys(SERVER_MAY_IMPORT))('server/%s never imports back or across', (area) => {
    expect(sourceFiles(`server/${area}`).length).toBeGreaterThan(0);
    const forbidden = Object.keys(SERVER_MAY_IMPORT).filter(
      (other) => other !== area && !(SERVER_MAY_IMPORT[area] ?? []).includes(other),
    );
    const wrong = allImports
      .filter(({ from, isTypeOnly: typeOnly }) => isWithin(from, `server/${area}`) && !typeOnly)
      .filter(({ to }) => forbidden.some((other) => isWithin(to, `server/${other}`)))
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(wrong).toEqual([]);
  });

  it('only the gateway’s credentials check, leases and heartbeat touch the database outside ingest', () => {
    const places = [
      'device-gateway/credentials',
      'device-gateway/upstream',
      'device-gateway/heartbeat',
      'device-gateway/main.ts',
      'device-gateway/status',
      'device-gateway/notify',
    ];
    const wrong = allImports
      .filter(({ from, to }) => roomOf(from) === 'device-gateway' && roomOf(to) === 'database')
      .filter(({ from }) => !places.some((place) => from.startsWith(place)))
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(wrong).toEqual([]);
  });

  it('nobody imports tests or benchmarks', () => {
    expect(allImports.filter(({ to }) => ['test', 'bench'].includes(roomOf(to)))).toEqual([]);
  });
});
