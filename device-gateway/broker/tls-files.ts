import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { EnvironmentError, type EnvironmentProblem } from '#contracts/environment.ts';
import type { TlsConfig } from '../config.ts';

/** As they stand in the files. */
export type TlsFiles = Readonly<{ cert: string; key: string; clientCa: string | null; clientCrl: string | null }>;

const VARIABLES = {
  cert: 'KANHU_TLS_CERT',
  key: 'KANHU_TLS_KEY',
  clientCa: 'KANHU_MQTT_TLS_CLIENT_CA',
  clientCrl: 'KANHU_MQTT_TLS_CLIENT_CRL',
} as const satisfies Record<keyof TlsFiles, string>;

/** The paths of those that are configured. */
export const tlsPaths = ({
  certFile,
  keyFile,
  clients,
}: TlsConfig): Readonly<Record<keyof TlsFiles, string | null>> => ({
  cert: certFile,
  key: keyFile,
  clientCa: clients?.caFile ?? null,
  clientCrl: clients?.crlFile ?? null,
});

/** The blocks of a PEM file (RFC 7468) with this label. */
const pemBlocks = (text: string, label: string): string[] =>
  text.match(new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`, 'g')) ?? [];

/** Node reads one list from one text; an authority and the authorities below it have one each. */
export const revocationLists = (text: string): string[] => pemBlocks(text, 'X509 CRL');

const isCertificate = (pem: string): boolean => {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
};

/** What TLS would take in silence, and then trust nobody or revoke nothing. */
const clientProblems = ({ clientCa, clientCrl }: TlsFiles): EnvironmentProblem[] => {
  const problems: EnvironmentProblem[] = [];
  const authorities = clientCa === null ? null : pemBlocks(clientCa, 'CERTIFICATE');
  if (authorities && (authorities.length === 0 || !authorities.every(isCertificate))) {
    problems.push({ name: VARIABLES.clientCa, reason: 'its file holds no certificates (PEM)' });
  }
  if (clientCrl !== null) {
    const lists = revocationLists(clientCrl);
    try {
      createSecureContext({ crl: lists });
      if (lists.length > 0) return problems;
    } catch {
      // Said below.
    }
    problems.push({ name: VARIABLES.clientCrl, reason: 'its file holds no list of revoked certificates (PEM)' });
  }
  return problems;
};

/** Reads them all. Throws {@link EnvironmentError} that names each one that cannot be read or used. */
export const readTlsFiles = async (config: TlsConfig): Promise<TlsFiles> => {
  const problems: EnvironmentProblem[] = [];
  const paths = tlsPaths(config);
  const read = async (name: keyof TlsFiles): Promise<string | null> => {
    const path = paths[name];
    if (path === null) return null;
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      problems.push({ name: VARIABLES[name], reason: `its file cannot be read (${code})` });
      return null;
    }
  };
  const cert = await read('cert');
  const key = await read('key');
  const clientCa = await read('clientCa');
  const clientCrl = await read('clientCrl');
  if (cert === null || key === null || problems.length > 0) throw new EnvironmentError(problems);
  const files = { cert, key, clientCa, clientCrl };
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    problems.push({ name: VARIABLES.cert, reason: `is no certificate for ${VARIABLES.key} (${code})` });
  }
  problems.push(...clientProblems(files));
  if (problems.length > 0) throw new EnvironmentError(problems);
  return files;
};
