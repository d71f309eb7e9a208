import type { z } from 'zod';
import type { Consultation, ConsultationList, JoinGrant, PutNote as PutNoteShape } from '#contracts/consultation.ts';
import type { VisitRating } from '#contracts/visit-rating.ts';
import type { WaitingRoom } from '#contracts/waiting-room.ts';
import type { Outcome } from './alerts.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

export type NoteText = Record<keyof Omit<z.infer<typeof PutNoteShape>, 'basedOnVersion'>, string>;

type ConsultationAnswer = { consultation: Consultation };

export const listOpenConsultations = async (): Promise<Consultation[]> =>
  (
    await request<z.infer<typeof ConsultationList>>(
      'GET',
      `/api/consultations${queryString({ state: 'open', limit: 50 })}`,
    )
  ).consultations;

export const listConsultationsOf = async (patientId: string): Promise<Consultation[]> =>
  (
    await request<z.infer<typeof ConsultationList>>(
      'GET',
      `/api/consultations${queryString({ patientId, limit: 100 })}`,
    )
  ).consultations;

/** Calls and visits that came of an alert; those booked, too. */
export const listConsultationsOfAlert = async (alertId: string): Promise<Consultation[]> =>
  (await request<z.infer<typeof ConsultationList>>('GET', `/api/consultations${queryString({ alertId, limit: 100 })}`))
    .consultations;

export const readConsultation = async (consultationId: string): Promise<Consultation> =>
  (await request<ConsultationAnswer>('GET', apiPath`/api/consultations/${consultationId}`)).consultation;

/** Calls the patient now: every open page of theirs rings. */
export const callPatient = async (patientId: string, alertId?: string): Promise<Consultation> => {
  const body = alertId === undefined ? { patientId } : { patientId, alertId };
  return (await request<ConsultationAnswer>('POST', '/api/consultations', body)).consultation;
};

/** Books a video visit for later; one that an alert led to stays linked to it. */
export const bookVisit = async (patientId: string, startsAt: Date, alertId: string): Promise<Consultation> =>
  (
    await request<ConsultationAnswer>('POST', '/api/consultations', {
      ...{ patientId, startsAt: startsAt.toISOString(), alertId },
    })
  ).consultation;

export const joinConsultation = (consultationId: string): Promise<JoinGrant> =>
  request('POST', apiPath`/api/consultations/${consultationId}/join`, {});

/** Asks a colleague to come into the visit; a `conflict` when they are not of the patient's care team, or it is over. */
export const callIn = async (consultationId: string, userId: string): Promise<Consultation> =>
  (await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/clinicians`, { userId }))
    .consultation;

/** The patient is in the waiting room of a booked visit. */
export const checkIn = async (consultationId: string): Promise<Consultation> =>
  (await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/check-in`, {})).consultation;

/** Lets the patient in who waits; a `conflict` while the clinician is in another visit. */
export const admitPatient = async (consultationId: string): Promise<Consultation> =>
  (await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/admit`, {})).consultation;

export const readWaitingRoom = (consultationId: string): Promise<WaitingRoom> =>
  request('GET', apiPath`/api/consultations/${consultationId}/waiting-room`);

export const declineConsultation = async (consultationId: string): Promise<Consultation> =>
  (await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/decline`, {})).consultation;

export const cancelConsultation = async (consultationId: string): Promise<Consultation> =>
  (await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/cancel`, {})).consultation;

export const endConsultation = async (consultationId: string): Promise<Consultation> =>
  (await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/end`, {})).consultation;

/** Keeps the note as it stands; a version that somebody else has moved on from is a `conflict`. */
export const putNote = async (
  consultationId: string,
  text: NoteText,
  basedOnVersion: number,
): Promise<Consultation> => {
  const body = { ...text, basedOnVersion };
  return (await request<ConsultationAnswer>('PUT', apiPath`/api/consultations/${consultationId}/note`, body))
    .consultation;
};

/** Signs the note; with an outcome the alert that led to the visit is resolved with it. */
export const signNote = async (consultationId: string, outcome?: Outcome): Promise<Consultation> => {
  const body = outcome === undefined ? {} : { outcome };
  return (await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/note/sign`, body))
    .consultation;
};

/** Adds to a signed note what was missing or wrong in it, and why. */
export const amendNote = async (consultationId: string, text: string, reason: string): Promise<Consultation> =>
  (
    await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/note/amendments`, {
      ...{ text, reason },
    })
  ).consultation;

/** What the patient says of the picture and sound of a visit that took place. */
export const rateVisit = async (consultationId: string, rating: VisitRating, comment: string): Promise<Consultation> =>
  (
    await request<ConsultationAnswer>('POST', apiPath`/api/consultations/${consultationId}/rating`, {
      ...{ rating, comment },
    })
  ).consultation;
