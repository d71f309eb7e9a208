import { asc, desc, eq, inArray } from 'drizzle-orm';
import type { Consultation, Note, NoteAmendment } from '#contracts/consultation.ts';
import type { Database, Transaction } from '#database/client.ts';
import {
  consultationParticipants,
  consultations,
  noteAmendments,
  notes,
  patients,
  users,
  visitRatings,
} from '#database/schema/index.ts';
import { readNewestChecks } from '../call-checks/read-newest.ts';
import { loadGuests } from '../visit-guests/to-guest.ts';

type ConsultationRow = typeof consultations.$inferSelect;
type NoteRow = typeof notes.$inferSelect;
type RatingRow = typeof visitRatings.$inferSelect;
type Fallback = Consultation['fallback'];

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Ways a call ends without a conversation: the clinician then sees how else to reach the patient. */
const UNANSWERED: readonly ConsultationRow['state'][] = ['missed', 'declined'];

const toNote = (note: NoteRow, amendments: NoteAmendment[]): Note => ({
  consultationId: note.consultationId,
  subjective: note.subjective,
  objective: note.objective,
  assessment: note.assessment,
  plan: note.plan,
  summary: note.summary,
  version: note.version,
  signedAt: iso(note.signedAt),
  signedBy: note.signedBy,
  amendments,
});

const toConsultation = (
  row: ConsultationRow,
  names: { patientName: string; clinicianName: string },
  { participants, guests }: Pick<Consultation, 'participants' | 'guests'>,
  note: Note | null,
  rating: RatingRow | null,
  fallback: Fallback,
): Consultation => ({
  id: row.id,
  patientId: row.patientId,
  patientName: names.patientName,
  clinicianId: row.clinicianId,
  clinicianName: names.clinicianName,
  alertId: row.alertId,
  state: row.state,
  startsAt: row.startsAt.toISOString(),
  ringingSince: iso(row.ringingSince),
  checkedInAt: iso(row.checkedInAt),
  startedAt: iso(row.startedAt),
  endedAt: iso(row.endedAt),
  endReason: row.endReason,
  participants,
  guests,
  note,
  rating:
    rating === null ? null : { rating: rating.rating, comment: rating.comment, ratedAt: rating.ratedAt.toISOString() },
  fallback: UNANSWERED.includes(row.state) ? fallback : null,
});

const selectParticipants = async (
  db: Database | Transaction,
  ids: readonly string[],
): Promise<Map<string, Consultation['participants']>> => {
  const rows = await db
    .select({
      consultationId: consultationParticipants.consultationId,
      userId: consultationParticipants.userId,
      name: users.name,
      role: consultationParticipants.role,
      joinedAt: consultationParticipants.joinedAt,
      leftAt: consultationParticipants.leftAt,
    })
    .from(consultationParticipants)
    .innerJoin(users, eq(users.id, consultationParticipants.userId))
    .where(inArray(consultationParticipants.consultationId, [...ids]))
    .orderBy(asc(consultationParticipants.role), asc(users.name));
  const checks = await readNewestChecks(db, ids);
  const byConsultation = new Map<string, Consultation['participants']>();
  for (const { consultationId, userId, name, role, joinedAt, leftAt } of rows) {
    const participants = byConsultation.get(consultationId) ?? [];
    const check = checks.get(consultationId)?.get(userId) ?? null;
    participants.push({ userId, name, role, joinedAt: iso(joinedAt), leftAt: iso(leftAt), check });
    byConsultation.set(consultationId, participants);
  }
  return byConsultation;
};

const selectAmendments = async (
  db: Database | Transaction,
  ids: readonly string[],
): Promise<Map<string, NoteAmendment[]>> => {
  const rows = await db
    .select({ amendment: noteAmendments, byName: users.name })
    .from(noteAmendments)
    .innerJoin(users, eq(users.id, noteAmendments.amendedBy))
    .where(inArray(noteAmendments.consultationId, [...ids]))
    .orderBy(asc(noteAmendments.amendedAt), asc(noteAmendments.id));
  const grouped = Map.groupBy(rows, ({ amendment }) => amendment.consultationId);
  return new Map(
    [...grouped].map(([consultationId, ofNote]) => [
      consultationId,
      ofNote.map(({ amendment: { id, text, reason, amendedBy, amendedAt }, byName }) => ({
        ...{ id, text, reason, by: amendedBy, byName, at: amendedAt.toISOString() },
      })),
    ]),
  );
};

/**
 * Many consultations by id, with all that a clinician of the care team may see of them, newest first; `asSeenBy` takes
 * away what others may not see. Ids that are not there are left out.
 */
export const loadConsultations = async (
  db: Database | Transaction,
  ids: readonly string[],
): Promise<Map<string, Consultation>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({
      consultation: consultations,
      patientName: patients.name,
      clinicianName: users.name,
      phone: patients.phone,
      contactName: patients.emergencyContactName,
      contactPhone: patients.emergencyContactPhone,
      note: notes,
      rating: visitRatings,
    })
    .from(consultations)
    .innerJoin(patients, eq(patients.id, consultations.patientId))
    .innerJoin(users, eq(users.id, consultations.clinicianId))
    .leftJoin(notes, eq(notes.consultationId, consultations.id))
    .leftJoin(visitRatings, eq(visitRatings.consultationId, consultations.id))
    .where(inArray(consultations.id, [...ids]))
    .orderBy(desc(consultations.startsAt), desc(consultations.id));
  const [participants, guests, amendments] = await Promise.all([
    selectParticipants(db, ids),
    loadGuests(db, ids),
    selectAmendments(db, ids),
  ]);
  return new Map(
    rows.map(({ consultation, phone, contactName, contactPhone, note: row, rating, ...names }) => {
      const note = row === null ? null : toNote(row, amendments.get(consultation.id) ?? []);
      const emergencyContact =
        contactName !== null && contactPhone !== null ? { name: contactName, phone: contactPhone } : null;
      return [
        consultation.id,
        toConsultation(
          consultation,
          names,
          { participants: participants.get(consultation.id) ?? [], guests: guests.get(consultation.id) ?? [] },
          note,
          rating,
          { phone, emergencyContact },
        ),
      ];
    }),
  );
};
