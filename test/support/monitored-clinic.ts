import { and, eq } from 'drizzle-orm';
import mqtt, { type MqttClient } from 'mqtt';
import { AlertDetail, AlertList, type Alert } from '#contracts/alert.ts';
import { CreatedDevice } from '#contracts/device.ts';
import { gattTopic, readingsTopic, type GattCharacteristic } from '#contracts/mqtt.ts';
import { ObservationList, type Observation } from '#contracts/observation.ts';
import { QuarantineList, type QuarantinedReading } from '#contracts/quarantine.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { deviceAssignments, patients } from '#database/schema/index.ts';
import { createIngest } from '#ingest/ingest.ts';
import { createForecaster, type Forecaster } from '#models/forecaster/forecaster.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from './live-server.ts';
import { createClinic, createPatient, joinCareTeam, signIn, type Clinic, type Person } from './people.ts';
import { RealtimeClient } from './realtime-client.ts';
import type { TestServer } from './server.ts';

type Options = { env?: Record<string, string>; forecaster?: Forecaster };
type PatientValues = Partial<Pick<typeof patients.$inferInsert, 'glucoseUnit' | 'timeZone' | 'ruleSet'>>;

/** What a device is given with its patient: what was measured before it was theirs is nobody's. */
const GIVEN_DAYS_AGO = 30;

/** A device as it is at a patient's home: an MQTT client with the credentials that were shown once. */
export class HomeDevice {
  readonly credentials: CreatedDevice['credentials'];
  readonly #client: MqttClient;

  constructor(credentials: CreatedDevice['credentials'], client: MqttClient) {
    this.credentials = credentials;
    this.#client = client;
  }

  get id(): string {
    return this.credentials.username;
  }

  /** One message, a reading or several; resolves when the gateway has acknowledged it. */
  async send(...readings: readonly unknown[]): Promise<void> {
    const payload = JSON.stringify(readings.length === 1 ? readings[0] : readings);
    await this.#client.publishAsync(readingsTopic(this.id), payload, { qos: 1 });
  }

  async sendFrame(characteristic: GattCharacteristic, bytes: Uint8Array): Promise<void> {
    await this.#client.publishAsync(gattTopic(this.id, characteristic), Buffer.from(bytes), { qos: 1 });
  }

  close(): Promise<void> {
    return this.#client.endAsync(true);
  }
}

/** A patient at home, in the care of the clinic's doctor and nurse. */
export class HomePatient {
  readonly person: Person & { patientId: string };
  readonly #clinic: MonitoredClinic;

  constructor(clinic: MonitoredClinic, person: Person & { patientId: string }) {
    this.#clinic = clinic;
    this.person = person;
  }

  get id(): string {
    return this.person.patientId;
  }

  get path(): string {
    return `/api/patients/${this.id}`;
  }

  /** Registers a device over HTTP, gives it to the patient, and signs it in. */
  async giveDevice(kinds: readonly ReadingKind[], label = 'At home'): Promise<HomeDevice> {
    const { credentials } = await this.#clinic.register(label, kinds);
    await this.#clinic.assign(credentials.username, this.id);
    return this.#clinic.connect(credentials);
  }

  async alerts(as: Person = this.#clinic.people.doctor): Promise<Alert[]> {
    const answer = await as.get(`/api/alerts?patientId=${this.id}&limit=200`);
    return AlertList.parse(await answer.json()).alerts.toReversed();
  }

  /** The newest alert of a rule; throws where there is none. */
  async alert(ruleId: Alert['ruleId'], as?: Person): Promise<Alert> {
    const found = (await this.alerts(as)).findLast((alert) => alert.ruleId === ruleId);
    if (found === undefined) throw new Error(`no ${ruleId} was raised`);
    return found;
  }

  async detail(ruleId: Alert['ruleId'], as: Person = this.#clinic.people.doctor): Promise<AlertDetail> {
    return AlertDetail.parse(await (await as.get(`/api/alerts/${(await this.alert(ruleId, as)).id}`)).json());
  }

  /** What readings and people did to the newest alert of a rule. Who is called about it goes by a clock of its own. */
  async events(ruleId: Alert['ruleId']): Promise<string[]> {
    const { events } = await this.detail(ruleId);
    return events.filter(({ actor }) => actor.id !== 'escalation').map(({ type }) => type);
  }

  /** All that stands in the charts, oldest first. */
  async observations(): Promise<Observation[]> {
    const answer = await this.#clinic.people.doctor.get(`${this.path}/observations?from=1970-01-01T00:00:00Z`);
    return ObservationList.parse(await answer.json()).observations;
  }

  async quarantined(): Promise<QuarantinedReading[]> {
    const answer = await this.#clinic.people.doctor.get(`/api/quarantine?state=held&patientId=${this.id}&limit=200`);
    return QuarantineList.parse(await answer.json()).readings;
  }
}

/** A clinic with everything between a device at home and a clinician's page: gateway, PostgreSQL, server, relay, jobs. */
export class MonitoredClinic {
  readonly people: Clinic;
  readonly #live: LiveClinic;
  readonly #options: Required<Options>;
  readonly #closers: (() => unknown)[] = [];
  server: TestServer;
  gateway: TestGateway;

  private constructor(
    live: LiveClinic,
    options: Required<Options>,
    running: { server: TestServer; gateway: TestGateway; people: Clinic },
  ) {
    this.#live = live;
    this.#options = options;
    this.server = running.server;
    this.gateway = running.gateway;
    this.people = running.people;
  }

  /** Without a forecaster's artifact, which takes a second to load, unless one is given. */
  static async start({ env = {}, forecaster }: Options = {}): Promise<MonitoredClinic> {
    const live = await createLiveClinic();
    const options = { env, forecaster: forecaster ?? (await createForecaster({ artifactDir: '/nowhere' })) };
    const { server, gateway } = await startProcesses(live, options);
    return new MonitoredClinic(live, options, { server, gateway, people: await createClinic(server) });
  }

  get databaseUrl(): string {
    return this.#live.database.url;
  }

  /** Server and gateway end and start again; the staff sign in again, devices have to connect again. */
  async restart(): Promise<void> {
    await this.#stop();
    const { server, gateway } = await startProcesses(this.#live, this.#options);
    this.server = server;
    this.gateway = gateway;
    const { people } = this;
    for (const role of ['doctor', 'nurse', 'outsider', 'administrator'] as const) {
      people[role] = await signIn(server, people[role], people[role]);
    }
  }

  async admit(name: string, values: PatientValues = {}): Promise<HomePatient> {
    const person = await createPatient(this.server, name);
    if (Object.keys(values).length > 0) {
      await this.server.deps.db.update(patients).set(values).where(eq(patients.id, person.patientId));
    }
    await joinCareTeam(this.server, this.people.doctor, person.patientId);
    await joinCareTeam(this.server, this.people.nurse, person.patientId);
    return new HomePatient(this, person);
  }

  async register(label: string, kinds: readonly ReadingKind[]): Promise<CreatedDevice> {
    const answer = await this.people.doctor.send('POST', '/api/devices', { label, kinds });
    return CreatedDevice.parse(await answer.json());
  }

  /** Since a month ago, so that readings of the past are the patient's. */
  async assign(deviceId: string, patientId: string, userSlot?: number): Promise<void> {
    const body = { patientId, ...(userSlot === undefined ? {} : { userSlot }) };
    const answer = await this.people.doctor.send('POST', `/api/devices/${deviceId}/assignment`, body);
    if (!answer.ok) throw new Error(`giving a device answered ${answer.status}`);
    await this.server.deps.db
      .update(deviceAssignments)
      .set({ startsAt: new Date(Date.now() - GIVEN_DAYS_AGO * 86_400_000) })
      .where(and(eq(deviceAssignments.deviceId, deviceId), eq(deviceAssignments.patientId, patientId)));
  }

  async connect(credentials: CreatedDevice['credentials']): Promise<HomeDevice> {
    const options = { clientId: credentials.username, ...credentials, reconnectPeriod: 0 };
    const device = new HomeDevice(credentials, await mqtt.connectAsync(this.gateway.mqttUrl, options));
    this.#closers.push(() => device.close());
    return device;
  }

  async openPage(person: Person): Promise<RealtimeClient> {
    const page = await RealtimeClient.connect(this.server.url, person);
    this.#closers.push(() => page.close());
    return page;
  }

  async close(): Promise<void> {
    await this.#stop();
    await this.#live.database.drop();
  }

  async #stop(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
    await this.gateway.stop();
    await this.server.close();
  }
}

const startProcesses = async (live: LiveClinic, { env, forecaster }: Required<Options>) => {
  const server = await startLiveServer(live, { env, forecaster });
  const gateway = await startTestGateway(live.database.url, {
    openIngest: ({ sql, clock, log, onRaised }) =>
      Promise.resolve(createIngest({ sql, clock, log, onRaised, forecaster })),
  });
  return { server, gateway };
};
