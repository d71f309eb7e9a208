import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '#contracts/environment.ts';
import { readConfig } from '#device-gateway/config.ts';

const DATABASE_URL = 'postgresql://kanhu:hunter2@db.example/kanhu';

describe('readConfig', () => {
  it('opens the own endpoint on the usual ports when nothing else is said', () => {
    const config = readConfig({ DATABASE_URL });
    expect(config.mqtt).toEqual({
      endpoint: {
        bindAddress: undefined,
        port: 1883,
        webSocketPort: 8083,
        tls: null,
        trustedProxies: [],
        maxConnectionsPerAddress: 5000,
      },
    });
    expect(config.metrics).toEqual({ address: '127.0.0.1', port: 9464 });
    expect(config.gatewayId).toMatch(/^[\w.-]+-1883$/);
  });

  it('consumes from an external broker when MQTT_URL names one', () => {
    const config = readConfig({
      DATABASE_URL,
      MQTT_URL: 'mqtts://gateway:secret@broker.example',
      KANHU_MQTT_CONNECTIONS: '2',
    });
    expect(config.mqtt).toEqual({
      upstream: { url: 'mqtts://gateway:secret@broker.example', connections: 2, isLeaving: false },
    });
  });

  it('wants certificate and key together', () => {
    expect(() => readConfig({ DATABASE_URL, KANHU_TLS_CERT: '/etc/cert.pem' })).toThrow(/^KANHU_TLS_KEY: is required/);
    const { mqtt } = readConfig({ DATABASE_URL, KANHU_TLS_CERT: '/c', KANHU_TLS_KEY: '/k', KANHU_MQTTS_PORT: '8884' });
    expect(mqtt).toMatchObject({ endpoint: { tls: { port: 8884, certFile: '/c', keyFile: '/k' } } });
  });

  describe('certificates of devices', () => {
    const tls = { DATABASE_URL, KANHU_TLS_CERT: '/c', KANHU_TLS_KEY: '/k' };
    const clientsOf = (env: Record<string, string>) => {
      const { mqtt } = readConfig({ ...tls, ...env });
      return 'endpoint' in mqtt ? mqtt.endpoint.tls?.clients : undefined;
    };

    it('are not asked for unless an authority is named', () => {
      expect(clientsOf({})).toBeNull();
    });

    it('are required beside the password when an authority is named and nothing else is said', () => {
      const clients = { caFile: '/ca', crlFile: null, isRequired: true, isPasswordOptional: false };
      expect(clientsOf({ KANHU_MQTT_TLS_CLIENT_CA: '/ca' })).toEqual(clients);
    });

    it('may be asked for only, and be enough', () => {
      const env = {
        KANHU_MQTT_TLS_CLIENT_CA: '/ca',
        KANHU_MQTT_TLS_CLIENT_CRL: '/crl',
        KANHU_MQTT_TLS_CLIENT_CERT: 'requested',
        KANHU_MQTT_TLS_CLIENT_PASSWORD: 'optional',
      };
      const clients = { caFile: '/ca', crlFile: '/crl', isRequired: false, isPasswordOptional: true };
      expect(clientsOf(env)).toEqual(clients);
    });

    it.each([
      ['KANHU_MQTT_TLS_CLIENT_CA', { DATABASE_URL, KANHU_MQTT_TLS_CLIENT_CA: '/ca' }],
      ['KANHU_MQTT_TLS_CLIENT_CA', { ...tls, MQTT_URL: 'mqtt://broker', KANHU_MQTT_TLS_CLIENT_CA: '/ca' }],
      ['KANHU_MQTT_TLS_CLIENT_CRL', { ...tls, KANHU_MQTT_TLS_CLIENT_CRL: '/crl' }],
      ['KANHU_MQTT_TLS_CLIENT_CERT', { ...tls, KANHU_MQTT_TLS_CLIENT_CERT: 'required' }],
      ['KANHU_MQTT_TLS_CLIENT_PASSWORD', { ...tls, KANHU_MQTT_TLS_CLIENT_PASSWORD: 'optional' }],
    ])('%s stops the start where it would change nothing', (name, env) => {
      expect(() => readConfig(env)).toThrow(new RegExp(`^${name}: has no effect`));
    });

    it('are required or requested, nothing else', () => {
      const attempt = () => readConfig({ ...tls, KANHU_MQTT_TLS_CLIENT_CA: '/ca', KANHU_MQTT_TLS_CLIENT_CERT: 'no' });
      expect(attempt).toThrow(/^KANHU_MQTT_TLS_CLIENT_CERT: /);
    });
  });

  it.each([
    ['DATABASE_URL', { DATABASE_URL: 'mysql://hunter2@db' }],
    ['MQTT_URL', { DATABASE_URL, MQTT_URL: 'http://hunter2@broker' }],
    ['KANHU_MQTT_PORT', { DATABASE_URL, KANHU_MQTT_PORT: 'hunter2' }],
    ['KANHU_MQTT_CONNECTIONS', { DATABASE_URL, KANHU_MQTT_CONNECTIONS: '0' }],
    ['KANHU_GATEWAY_ID', { DATABASE_URL, KANHU_GATEWAY_ID: 'hunter2/#' }],
    ['KANHU_MQTT_PROT', { DATABASE_URL, KANHU_MQTT_PROT: 'hunter2' }],
  ])('names %s when it is wrong, without its value', (name, env) => {
    const attempt = () => readConfig(env);
    expect(attempt).toThrow(EnvironmentError);
    expect(attempt).toThrow(new RegExp(`^${name}: `));
    expect(attempt).not.toThrow(/hunter2/);
  });
});
