export type ServerConfig = Readonly<{
  databaseUrl: string;
  host: string;
  port: number;
  /** Where browsers reach this server, where it is not simply the host they asked for. */
  publicUrl: URL | null;
  tls: Readonly<{ certFile: string; keyFile: string }> | null;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  /** Signs session cookies. */
  authSecret: string;
  /** Where WebSocket upgrades of `/mqtt` are forwarded to. */
  mqttWsPort: number;
  /** Port of the media nodes' signalling, which pages connect to. */
  mediaPort: number;
  /** Folder of the built web client. */
  webClientFolder: string;
  logLevel: string;
}>;
