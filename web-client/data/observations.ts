import type { EntryResult, Observation, ObservationList, UnconfirmedList } from '#contracts/observation.ts';
import type { ReadingKind, TypedReading } from '#contracts/reading.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

const MOST = 40_000;

export const listObservations = async (
  patientId: string,
  query: { kind?: ReadingKind; from: Date; to?: Date },
): Promise<Observation[]> => {
  const observations: Observation[] = [];
  let cursor: string | undefined;
  do {
    const search = queryString({
      kind: query.kind,
      from: query.from.toISOString(),
      to: query.to?.toISOString(),
      limit: 10_000,
      cursor,
    });
    const page = await request<ObservationList>('GET', `${apiPath`/api/patients/${patientId}/observations`}${search}`);
    observations.push(...page.observations);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && observations.length < MOST);
  return observations;
};

/** Keeps a reading that a person typed in, and says what became of it. */
export const typeInReading = (patientId: string, reading: TypedReading): Promise<EntryResult> =>
  request('POST', apiPath`/api/patients/${patientId}/observations`, reading);

/** Doubtful readings of the last days about which nobody has said whose they are, the newest first. */
export const listUnconfirmed = async (patientId: string): Promise<Observation[]> =>
  (await request<UnconfirmedList>('GET', apiPath`/api/patients/${patientId}/observations/unconfirmed`)).observations;

export const confirmObservation = (patientId: string, observationId: string, isMine: boolean): Promise<unknown> =>
  request('POST', apiPath`/api/patients/${patientId}/observations/${observationId}/confirmation`, { isMine });
