import type { z } from 'zod';
import type {
  CreateIntakeSource,
  IntakeSecret,
  IntakeSource,
  IntakeSourceList,
  LinkUser,
  RotateIntakeSecret,
  UnlinkUser,
} from '#contracts/intake.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

type Secret = z.infer<typeof IntakeSecret>;

const MOST = 2_000;

/** Every sender of webhooks, those that were revoked too; with the links of the reader's own patients. */
export const listIntakeSources = async (): Promise<IntakeSource[]> => {
  const sources: IntakeSource[] = [];
  let cursor: string | undefined;
  do {
    const page = await request<z.infer<typeof IntakeSourceList>>(
      'GET',
      `/api/intake-sources${queryString({ limit: 200, cursor })}`,
    );
    sources.push(...page.sources);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && sources.length < MOST);
  return sources;
};

/** Registers a sender: its secret is in the answer and nowhere else. */
export const createIntakeSource = (source: CreateIntakeSource): Promise<Secret> =>
  request('POST', '/api/intake-sources', source);

export const rotateIntakeSecret = (sourceId: string, rotation: RotateIntakeSecret): Promise<Secret> =>
  request('POST', apiPath`/api/intake-sources/${sourceId}/rotate`, rotation);

export const revokeIntakeSource = (sourceId: string): Promise<unknown> =>
  request('POST', apiPath`/api/intake-sources/${sourceId}/revoke`, {});

export const linkUser = (sourceId: string, link: LinkUser): Promise<unknown> =>
  request('POST', apiPath`/api/intake-sources/${sourceId}/links`, link);

export const unlinkUser = (sourceId: string, link: UnlinkUser): Promise<unknown> =>
  request('DELETE', apiPath`/api/intake-sources/${sourceId}/links`, link);

/** Where the source sends to. */
export const intakeAddress = (sourceId: string): string =>
  new URL(apiPath`/api/intake/${sourceId}`, location.origin).href;
