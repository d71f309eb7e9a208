/**
 * How Node is started for a gateway: with one helper thread for garbage collection and compiling instead of four. On a
 * machine of few cores four of them take the processor from readings and from the database for a tenth of a second, a
 * few times a minute under load. (`start:gateway` and docker-compose.yml say the same.)
 */
export const GATEWAY_NODE_ARGS = ['--v8-pool-size=1'] as const;
