import type { AddedVisitEntry, VisitEntry, VisitEntryPage } from '#contracts/visit-chat.ts';
import { apiPath } from './api-path.ts';
import { queryString, request, sendFile } from './request.ts';

/** The most that one answer holds: most visits have fewer. */
const PAGE_SIZE = 200;

/** All that was written and handed over in a visit, the oldest first. */
export const listVisitEntries = async (consultationId: string): Promise<readonly VisitEntry[]> => {
  const entries: VisitEntry[] = [];
  let cursor: string | null = null;
  do {
    const query = queryString({ limit: PAGE_SIZE, cursor: cursor ?? undefined });
    const page: VisitEntryPage = await request(
      'GET',
      `${apiPath`/api/consultations/${consultationId}/entries`}${query}`,
    );
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return entries;
};

/** With the same client id it is the same entry, however often it is sent. */
export const addVisitText = async (consultationId: string, text: string, clientId: string): Promise<VisitEntry> =>
  (await request<AddedVisitEntry>('POST', apiPath`/api/consultations/${consultationId}/entries`, { text, clientId }))
    .entry;

/** The same of a file. */
export const addVisitFile = async (
  consultationId: string,
  file: Blob,
  told: { name: string; clientId: string },
): Promise<VisitEntry> =>
  (await sendFile<AddedVisitEntry>(`${apiPath`/api/consultations/${consultationId}/files`}${queryString(told)}`, file))
    .entry;

/** Where a file of a visit is kept from. */
export const visitFilePath = ({ consultationId, id }: Pick<VisitEntry, 'consultationId' | 'id'>): string =>
  apiPath`/api/consultations/${consultationId}/files/${id}`;
