/**
 * A process to supervise. usage: node supervised.ts BEHAVIOUR
 * `steady` runs until told to stop; `stubborn` ignores SIGTERM; `fails` ends before it is ready.
 */
const behaviour = process.argv[2];

console.log(`${behaviour ?? ''} ${process.pid}`);
if (behaviour === 'fails') {
  console.error('the wall is missing');
  process.exit(3);
}
process.once('disconnect', () => process.exit(0));
process.on('SIGTERM', () => {
  if (behaviour !== 'stubborn') process.exit(0);
});
setInterval(() => undefined, 60_000);
process.send?.({ type: 'ready' });
