import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

const assertEd25519 = (key: KeyObject): KeyObject => {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  return key;
};

/** Ed25519 keys as PEM: SPKI for the public, PKCS #8 for the private one. */
export const readPublicKey = (pem: string): KeyObject => assertEd25519(createPublicKey(pem));
export const readPrivateKey = (pem: string): KeyObject => assertEd25519(createPrivateKey(pem));
