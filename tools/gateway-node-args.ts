/**
 * How Node is started for a gateway (`start:gateway` and docker-compose.yml say the same):
 *
 * - with one helper thread for garbage collection and compiling instead of four. On a machine of few cores four of them
 *   take the processor from readings and from the database for a tenth of a second, a few times a minute under load.
 * - with every object made in the young generation. After a burst, in which most of them live for long, V8 makes packets
 *   and readings in the old one from then on, where all that they refer to stays until that is collected.
 */
export const GATEWAY_NODE_ARGS = ['--v8-pool-size=1', '--no-allocation-site-pretenuring'] as const;
