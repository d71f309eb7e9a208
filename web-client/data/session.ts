import type { Me } from '#contracts/user.ts';
import { request, RequestError } from './request.ts';

/** Who is signed in, or null. */
export const readMe = async (): Promise<Me | null> => {
  try {
    return await request<Me>('GET', '/api/me');
  } catch (error) {
    if (error instanceof RequestError && error.code === 'unauthenticated') return null;
    throw error;
  }
};

export const signIn = async (email: string, password: string): Promise<Me> => {
  await request('POST', '/api/auth/sign-in/email', { email, password });
  return await request<Me>('GET', '/api/me');
};

export const signOut = async (): Promise<void> => {
  await request<undefined>('POST', '/api/auth/sign-out', {});
};
