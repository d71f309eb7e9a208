import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate of this machine, signed by itself, as a listener has one. */
export const serverCertificate = ({ certFile, keyFile }: { certFile: string; keyFile: string }): void => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const request = ['req', '-x509', ...EC, '-days', '2', ...subject, '-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', request, { stdio: 'ignore' });
};

export type IssueOptions = {
  /** How long it is good from now, at whole seconds; negative: it has already ended. */
  validMs?: number;
  /** More than one common name, or a purpose other than a client's. */
  subject?: string;
  extendedKeyUsage?: string;
};

export type Issued = { cert: Buffer; key: Buffer; certFile: string; keyFile: string };

export type CertificateAuthority = {
  caFile: string;
  crlFile: string;
  issue(commonName: string, options?: IssueOptions): Issued;
  /** The list that is published next has it. */
  revoke(issued: Issued): void;
  /** Writes the list of revoked certificates as an operator's tool does: a new file in the place of the old one. */
  publishList(validMs?: number): void;
  remove(): void;
};

/** `YYYYMMDDHHMMSSZ` (RFC 5280, 4.1.2.5.2, GeneralizedTime). */
const asn1Time = (at: Date): string => `${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;

/** A real authority made with openssl, in a folder of its own: certificates of devices, and which of them are revoked. */
export const certificateAuthority = (name = 'Devices of a test clinic'): CertificateAuthority => {
  const folder = mkdtempSync(join(tmpdir(), 'kanhu-ca-'));
  const at = (file: string): string => join(folder, file);
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { stdio: 'pipe' });
  };
  mkdirSync(at('issued'));
  writeFileSync(at('index'), '');
  writeFileSync(at('serial'), '1000\n');
  writeFileSync(at('crlnumber'), '1000\n');
  writeFileSync(
    at('ca.cnf'),
    [
      '[ca]',
      'default_ca = clinic',
      '[clinic]',
      `database = ${at('index')}`,
      `serial = ${at('serial')}`,
      `crlnumber = ${at('crlnumber')}`,
      `new_certs_dir = ${at('issued')}`,
      'default_md = sha256',
      'unique_subject = no',
      'policy = any',
      '[any]',
      'commonName = supplied',
      '',
    ].join('\n'),
  );
  openssl(
    ...['req', '-x509', ...EC, '-days', '2', '-subj', `/CN=${name}`],
    ...['-keyout', at('ca.key'), '-out', at('ca.pem')],
  );
  const ca = ['ca', '-config', at('ca.cnf'), '-keyfile', at('ca.key'), '-cert', at('ca.pem'), '-batch'];
  let issued = 0;

  return {
    caFile: at('ca.pem'),
    crlFile: at('crl.pem'),
    issue(commonName, { validMs = 86_400_000, subject = `/CN=${commonName}`, extendedKeyUsage = 'clientAuth' } = {}) {
      issued += 1;
      const [keyFile, certFile, request, extensions] = ['key', 'pem', 'csr', 'ext'].map((end) =>
        at(`${issued}.${end}`),
      );
      if (!keyFile || !certFile || !request || !extensions) throw new Error('unreachable');
      openssl('req', ...EC, '-subj', subject, '-keyout', keyFile, '-out', request);
      writeFileSync(extensions, `extendedKeyUsage = ${extendedKeyUsage}\n`);
      const [from, to] = [Date.now() - 2 * 86_400_000, Date.now() + validMs];
      openssl(
        ...[...ca, '-notext', '-in', request, '-out', certFile, '-extfile', extensions],
        ...['-startdate', asn1Time(new Date(from)), '-enddate', asn1Time(new Date(to))],
      );
      return { certFile, keyFile, cert: readFileSync(certFile), key: readFileSync(keyFile) };
    },
    revoke({ certFile }) {
      openssl(...ca, '-revoke', certFile);
    },
    publishList(validMs = 86_400_000) {
      const until = asn1Time(new Date(Date.now() + validMs));
      openssl(
        ...ca,
        '-gencrl',
        '-crl_lastupdate',
        asn1Time(new Date(Date.now() - 86_400_000)),
        '-crl_nextupdate',
        until,
        '-out',
        at('next.pem'),
      );
      renameSync(at('next.pem'), at('crl.pem'));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
