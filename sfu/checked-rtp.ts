import { ortc, type types } from 'mediasoup';
import { AppError, toWireIssues } from '#contracts/errors.ts';
import { PublishableRtp } from './publishable-rtp.ts';

/*
 * The contract bounds RTP and DTLS parameters only as objects: mediasoup's own checks know what may stand inside. These
 * functions run those checks, and ours where others would have to bear it, and hold the only casts between the two.
 */

const refuse = (what: string, error: unknown): never => {
  throw new AppError('invalid', `${what}: ${error instanceof TypeError ? error.message : 'not acceptable'}`);
};

export const checkedRtpParameters = (value: object): types.RtpParameters => {
  const publishable = PublishableRtp.safeParse(value);
  if (!publishable.success) throw new AppError('invalid', 'rtpParameters', toWireIssues(publishable.error));
  const parameters = publishable.data as types.RtpParameters;
  try {
    ortc.validateAndNormalizeRtpParameters(parameters);
  } catch (error) {
    return refuse('rtpParameters', error);
  }
  return parameters;
};

export const checkedRtpCapabilities = (value: object): types.RtpCapabilities => {
  const capabilities = value as types.RtpCapabilities;
  try {
    ortc.validateAndNormalizeRtpCapabilities(capabilities);
  } catch (error) {
    return refuse('rtpCapabilities', error);
  }
  return capabilities;
};

const isFingerprint = (value: object): value is types.DtlsFingerprint =>
  'algorithm' in value &&
  'value' in value &&
  typeof value.algorithm === 'string' &&
  typeof value.value === 'string' &&
  /^sha-(?:1|224|256|384|512)$/.test(value.algorithm) &&
  /^[0-9A-F]{2}(?::[0-9A-F]{2}){19,63}$/i.test(value.value);

/** The browser takes a DTLS role of its own choice; anything else than these three is refused. */
export const checkedDtlsParameters = (value: { fingerprints: object[]; role?: unknown }): types.DtlsParameters => {
  const { role = 'auto' } = value;
  if (role !== 'auto' && role !== 'client' && role !== 'server') return refuse('dtlsParameters', undefined);
  const fingerprints = value.fingerprints.filter(isFingerprint);
  if (fingerprints.length === 0 || fingerprints.length !== value.fingerprints.length) {
    return refuse('dtlsParameters', undefined);
  }
  return { role, fingerprints };
};
