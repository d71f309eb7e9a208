import type { Patient } from '#contracts/patient.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { Role } from '#contracts/user.ts';
import type { Physiology } from '../simulator/physiology.ts';

/** Everyone here is invented. The password is the same for all and printed at the start. */
export const DEMO_PASSWORD = 'kanhu-demo';
export const DEMO_CLINIC = { name: '看护示范诊所 Kanhu demo clinic', timeZone: 'Asia/Shanghai' } as const;

export type DemoStaff = {
  key: string;
  name: string;
  email: string;
  role: Exclude<Role, 'patient'>;
  profession: 'doctor' | 'nurse' | null;
};

export const DEMO_STAFF: readonly DemoStaff[] = [
  { key: 'chen', name: '陈伟 Chen Wei', email: 'doctor@kanhu.example', role: 'clinician', profession: 'doctor' },
  { key: 'costa', name: 'Ana Costa', email: 'doctor2@kanhu.example', role: 'clinician', profession: 'doctor' },
  { key: 'li', name: '李娜 Li Na', email: 'nurse@kanhu.example', role: 'clinician', profession: 'nurse' },
  { key: 'admin', name: '王芳 Wang Fang', email: 'admin@kanhu.example', role: 'administrator', profession: null },
];

type Profile = Omit<Patient, 'id' | 'emergencyContact'> & { emergencyContact: { name: string; phone: string } };

export type DemoDeviceKind = 'cuff' | 'sensor' | 'meter' | 'wrist';
/** What each device sends. */
export const DEVICE_KINDS = {
  cuff: 'blood-pressure',
  sensor: 'glucose',
  meter: 'glucose',
  wrist: 'heart-rate',
} as const satisfies Record<DemoDeviceKind, ReadingKind>;

/** What a patient calls it. No names of people: the administrator sees the label, and not whose the device is. */
export const DEVICE_LABELS = {
  cuff: '上臂血压计 Upper-arm cuff',
  sensor: '动态血糖传感器 Glucose sensor',
  meter: '血糖仪 Glucose meter',
  wrist: '手环 Wristband',
} as const satisfies Record<DemoDeviceKind, string>;

export type DemoPatient = {
  key: string;
  email: string;
  profile: Profile;
  careTeam: readonly string[];
  devices: readonly DemoDeviceKind[];
  physiology: Physiology;
};

const china = { region: 'CN', timeZone: 'Asia/Shanghai', ruleSet: 'china', glucoseUnit: 'mmol/L' } as const;
const shanghaiOffset = { utcOffsetMinutes: 480 };

const usual: Physiology = {
  ...shanghaiOffset,
  restingHeartRate: 68,
  systolic: 132,
  diastolic: 82,
  treatmentEffect: 0,
  treatmentStartsOnDay: 0,
  fastingGlucose: 104,
  mealRise: 45,
  mealHalfLifeMinutes: 55,
};

const hypertensive: Physiology = {
  ...usual,
  systolic: 154,
  diastolic: 94,
  treatmentEffect: 17,
  treatmentStartsOnDay: 30,
};
const diabetic: Physiology = { ...usual, fastingGlucose: 128, mealRise: 78, mealHalfLifeMinutes: 85 };

const patient = (
  key: string,
  name: string,
  birthDate: string,
  sex: Profile['sex'],
  conditions: string[],
  careTeam: readonly string[],
  devices: readonly DemoDeviceKind[],
  physiology: Physiology,
  place: Pick<Profile, 'region' | 'timeZone' | 'ruleSet' | 'glucoseUnit'> = china,
): DemoPatient => ({
  key,
  email: key === 'zhang' ? 'patient@kanhu.example' : `${key}@kanhu.example`,
  profile: {
    name,
    birthDate,
    sex,
    conditions,
    ...place,
    // Numbers from the ranges that regulators keep free for stories.
    phone: place.region === 'CN' ? '+86 10 5550 0100' : '+1 202 555 0100',
    emergencyContact: {
      name: place.region === 'CN' ? `${name.split(' ')[0] ?? name}的家属 family` : `${name}’s family`,
      phone: '+86 10 5550 0199',
    },
  },
  careTeam,
  devices,
  physiology,
});

export const DEMO_PATIENTS: readonly DemoPatient[] = [
  patient(
    'zhang',
    '张秀英 Zhang Xiuying',
    '1948-03-12',
    'female',
    ['hypertension', 'type-2-diabetes'],
    ['chen', 'li'],
    ['cuff', 'sensor', 'wrist'],
    { ...diabetic, systolic: 148, diastolic: 86, treatmentEffect: 12, treatmentStartsOnDay: 40, restingHeartRate: 72 },
  ),
  patient(
    'wang',
    '王建国 Wang Jianguo',
    '1955-11-02',
    'male',
    ['hypertension'],
    ['chen', 'li'],
    ['cuff', 'wrist'],
    hypertensive,
  ),
  patient('liu', '刘桂兰 Liu Guilan', '1951-06-25', 'female', ['type-2-diabetes'], ['chen', 'li'], ['sensor', 'cuff'], {
    ...diabetic,
    fastingGlucose: 138,
  }),
  patient(
    'zhao',
    '赵磊 Zhao Lei',
    '1976-09-17',
    'male',
    ['type-1-diabetes'],
    ['chen', 'li'],
    ['sensor', 'meter', 'wrist'],
    { ...diabetic, fastingGlucose: 118, mealRise: 88, mealHalfLifeMinutes: 65, restingHeartRate: 62 },
  ),
  patient(
    'huang',
    '黄玉珍 Huang Yuzhen',
    '1944-01-30',
    'female',
    ['hypertension', 'atrial-fibrillation'],
    ['chen', 'li'],
    ['cuff', 'wrist'],
    { ...hypertensive, systolic: 158, restingHeartRate: 76 },
  ),
  patient(
    'zhou',
    '周敏 Zhou Min',
    '1991-04-08',
    'female',
    ['pregnancy', 'gestational-hypertension'],
    ['costa', 'li'],
    ['cuff', 'meter'],
    { ...usual, systolic: 128, diastolic: 82, fastingGlucose: 88, mealRise: 38, restingHeartRate: 84 },
    { ...china, ruleSet: 'pregnancy' },
  ),
  patient(
    'wu',
    '吴强 Wu Qiang',
    '1968-12-19',
    'male',
    ['hypertension', 'type-2-diabetes'],
    ['chen', 'costa', 'li'],
    ['cuff', 'meter', 'wrist'],
    { ...hypertensive, fastingGlucose: 132, mealRise: 70 },
  ),
  patient('xu', '徐丽华 Xu Lihua', '1959-08-05', 'female', ['hypertension'], ['costa', 'li'], ['cuff'], {
    ...hypertensive,
    systolic: 150,
    treatmentEffect: 20,
    treatmentStartsOnDay: 12,
  }),
  patient(
    'sun',
    '孙德明 Sun Deming',
    '1947-02-14',
    'male',
    ['type-2-diabetes', 'heart-failure'],
    ['chen', 'li'],
    ['sensor', 'wrist', 'cuff'],
    { ...diabetic, systolic: 124, diastolic: 72, restingHeartRate: 74 },
  ),
  patient('ma', '马晓东 Ma Xiaodong', '1983-07-23', 'male', ['hypertension'], ['costa'], ['cuff', 'wrist'], {
    ...hypertensive,
    systolic: 146,
    restingHeartRate: 66,
  }),
  patient('guo', '郭淑芬 Guo Shufen', '1953-10-11', 'female', ['type-2-diabetes'], ['costa', 'li'], ['meter', 'cuff'], {
    ...diabetic,
    fastingGlucose: 142,
  }),
  patient(
    'brown',
    'Helen Brown',
    '1962-05-29',
    'female',
    ['hypertension'],
    ['costa'],
    ['cuff', 'wrist'],
    { ...hypertensive, systolic: 149, utcOffsetMinutes: -300 },
    { region: 'US', timeZone: 'America/New_York', ruleSet: 'us', glucoseUnit: 'mg/dL' },
  ),
];
