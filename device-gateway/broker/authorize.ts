import { commandsTopic, parseTopic, readingsTopic, statusTopic, type GattTopic } from '#contracts/mqtt.ts';

/** The topics of one connected device, made once a connection and compared as they are at each packet. */
export type OwnTopics = Readonly<{ readings: string; status: string; commands: string }>;

export const ownTopics = (deviceId: string): OwnTopics => ({
  readings: readingsTopic(deviceId),
  status: statusTopic(deviceId),
  commands: commandsTopic(deviceId),
});

export type PublishRefusal = 'foreign-topic' | 'qos-0';

/** Where a PUBLISH goes (readings, a characteristic's bytes, the device's status), or why it is refused. */
export const authorizePublish = (
  topics: OwnTopics,
  deviceId: string,
  { topic, qos }: { topic: string; qos: number },
): 'readings' | GattTopic | 'status' | PublishRefusal => {
  // Quality of service 0 is never acknowledged: the device could not know that a reading was lost.
  if (topic === topics.readings) return qos === 0 ? 'qos-0' : 'readings';
  if (topic === topics.status) return 'status';
  const parsed = parseTopic(topic);
  if (parsed?.channel !== 'gatt' || parsed.deviceId !== deviceId) return 'foreign-topic';
  return qos === 0 ? 'qos-0' : { characteristic: parsed.characteristic, heardAt: parsed.heardAt };
};

/** A device hears what is said to itself, by exactly that topic: a wildcard would hear others. */
export const maySubscribe = (topics: OwnTopics, topicFilter: string): boolean => topicFilter === topics.commands;
