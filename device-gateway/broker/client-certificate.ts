import type { TLSSocket } from 'node:tls';
import { DeviceId } from '#contracts/device.ts';
import type { RefusalReason } from '../refusals.ts';

/** A certificate that OpenSSL found good: issued by the clinic's authority for clients, in its time, not revoked. */
export type DeviceCertificate = Readonly<{
  /** Its common name; null when that is no device's id: it then speaks for nobody. */
  deviceId: string | null;
  validTo: Date;
}>;

export type Judgement =
  | { ok: true; certificate: DeviceCertificate | null }
  | { ok: false; reason: RefusalReason; deviceId?: string; finding?: string };

/** What OpenSSL calls it, where that is not simply "issued by somebody else". */
const REASONS: Readonly<Record<string, RefusalReason>> = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-expired',
  CERT_REVOKED: 'certificate-revoked',
  // Our list of revoked certificates is at fault, not the device: it is refused all the same.
  CRL_HAS_EXPIRED: 'certificate-unjudged',
  CRL_NOT_YET_VALID: 'certificate-unjudged',
  CRL_SIGNATURE_FAILURE: 'certificate-unjudged',
  UNABLE_TO_GET_CRL: 'certificate-unjudged',
};

/** The one common name of the subject. Two would let its bearer choose who it is. */
const commonNameOf = (socket: TLSSocket): string | null => {
  // A subject with several values of one kind has an array here; the types do not say so.
  const name: unknown = (socket.getPeerCertificate().subject as { CN?: unknown } | undefined)?.CN;
  return typeof name === 'string' && DeviceId.safeParse(name).success ? name : null;
};

/** Who is at the other end of a TLS connection, after its handshake and before its first MQTT packet. */
export const judgeClient = (socket: TLSSocket, { isRequired }: { isRequired: boolean }): Judgement => {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) {
    return isRequired ? { ok: false, reason: 'certificate-missing' } : { ok: true, certificate: null };
  }
  const deviceId = commonNameOf(socket);
  if (socket.authorized) return { ok: true, certificate: { deviceId, validTo: certificate.validToDate } };
  // Typed as an error, it is the finding's name.
  const finding = String(socket.authorizationError);
  return {
    ok: false,
    reason: REASONS[finding] ?? 'certificate-untrusted',
    finding,
    ...(deviceId === null ? {} : { deviceId }),
  };
};
