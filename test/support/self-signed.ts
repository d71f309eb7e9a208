import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

export type SelfSigned = {
  cert: string;
  key: string;
  certFile: string;
  /** Forgets the files, and trusts only whom this process trusted before. */
  forget(): void;
};

/** A certificate for this machine, which this process trusts from now on. */
export const trustSelfSigned = (): SelfSigned => {
  const folder = mkdtempSync(join(tmpdir(), 'kanhu-certificate-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', [...request, ...subject, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  const trusted = getCACertificates();
  const cert = readFileSync(certFile, 'utf8');
  setDefaultCACertificates([...trusted, cert]);
  return {
    cert,
    key: readFileSync(keyFile, 'utf8'),
    certFile,
    forget: () => {
      setDefaultCACertificates(trusted);
      rmSync(folder, { recursive: true });
    },
  };
};
