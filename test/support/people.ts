import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { careTeamMembers, patients } from '#database/schema/index.ts';
import { createUser } from '#server/auth/create-user.ts';

/** A running server, and the database behind it. */
export type ClinicAt = { readonly url: string; readonly deps: { readonly db: Database } };

/** Someone with a session, who asks the server for things. */
export type Person = {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** `name=value` of the session cookie, for sockets. */
  readonly cookie: string;
  readonly patientId: string | null;
  get(path: string): Promise<Response>;
  send(method: 'POST' | 'PUT' | 'DELETE' | 'PATCH', path: string, body?: unknown): Promise<Response>;
};

type Account = { name: string; email: string; password: string };

export const signInAt = (url: string, { email, password }: Pick<Account, 'email' | 'password'>): Promise<Response> =>
  fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });

export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');

/** Signs in over HTTP, as a browser does. */
export const signIn = async (
  { url }: Pick<ClinicAt, 'url'>,
  account: Account,
  ids: { userId: string; patientId: string | null },
): Promise<Person> => {
  const answer = await signInAt(url, account);
  if (!answer.ok) throw new Error(`sign-in of ${account.name} answered ${answer.status}`);
  const cookie = cookieOf(answer);
  return {
    ...account,
    ...ids,
    cookie,
    get: (path) => fetch(`${url}${path}`, { headers: { cookie } }),
    send: (method, path, body) =>
      fetch(`${url}${path}`, {
        method,
        headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
};

const account = (name: string): Account => ({
  name,
  email: `person.${randomBytes(6).toString('hex')}@example.org`,
  password: randomBytes(12).toString('base64url'),
});

type Clinician = { name: string; profession: 'doctor' | 'nurse' };

export const createClinician = async (server: ClinicAt, { name, profession }: Clinician): Promise<Person> => {
  const who = account(name);
  const userId = await createUser(server.deps.db, { ...who, role: 'clinician', profession });
  return signIn(server, who, { userId, patientId: null });
};

export const createAdministrator = async (server: ClinicAt, name = 'Ada Admin'): Promise<Person> => {
  const who = account(name);
  const userId = await createUser(server.deps.db, { ...who, role: 'administrator' });
  return signIn(server, who, { userId, patientId: null });
};

export const createPatient = async (server: ClinicAt, name: string): Promise<Person & { patientId: string }> => {
  const who = account(name);
  const { db } = server.deps;
  const userId = await createUser(db, { ...who, role: 'patient' });
  const patientId = newId();
  await db.insert(patients).values({
    id: patientId,
    userId,
    name,
    birthDate: '1958-04-12',
    sex: 'female',
    phone: '+86 10 5555 0100',
    region: 'CN',
    timeZone: 'Asia/Shanghai',
  });
  return { ...(await signIn(server, who, { userId, patientId })), patientId };
};

/** Takes a clinician into a patient's care team, from an hour ago; `end` takes them out again. */
export const joinCareTeam = async (
  { deps: { db } }: ClinicAt,
  clinician: Person,
  patientId: string,
): Promise<{ end(): Promise<void> }> => {
  const id = newId();
  const startsAt = new Date(Date.now() - 3_600_000);
  await db.insert(careTeamMembers).values({ id, patientId, userId: clinician.userId, role: 'doctor', startsAt });
  return {
    end: async () => {
      await db
        .update(careTeamMembers)
        .set({ endsAt: sql`now()` })
        .where(eq(careTeamMembers.id, id));
    },
  };
};

export type Clinic = {
  doctor: Person;
  nurse: Person;
  /** A doctor of the same clinic who is in nobody's care team. */
  outsider: Person;
  administrator: Person;
  patient: Person & { patientId: string };
  otherPatient: Person & { patientId: string };
};

/** The people most tests need: one patient with a doctor and a nurse, and those who have no business there. */
export const createClinic = async (server: ClinicAt): Promise<Clinic> => {
  const [doctor, nurse, outsider, administrator, patient, otherPatient] = await Promise.all([
    createClinician(server, { name: 'Dr Ana Ruiz', profession: 'doctor' }),
    createClinician(server, { name: 'Ben Okafor', profession: 'nurse' }),
    createClinician(server, { name: 'Dr Otto Fremd', profession: 'doctor' }),
    createAdministrator(server),
    createPatient(server, 'Li Wei'),
    createPatient(server, 'Chen Fang'),
  ]);
  await joinCareTeam(server, doctor, patient.patientId);
  await joinCareTeam(server, nurse, patient.patientId);
  return { doctor, nurse, outsider, administrator, patient, otherPatient };
};
