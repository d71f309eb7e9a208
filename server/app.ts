import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import { AppError } from '#contracts/errors.ts';
import type { Auth } from './auth/auth.ts';
import { requireSameOrigin, requireSession } from './auth/guards.ts';
import { authRoutes } from './auth/routes.ts';
import type { Deps, Env } from './deps.ts';
import { retryAfterOf, STATUS, toAppError } from './errors.ts';
import { measureRequests } from './http-metrics.ts';
import { newRouter } from './router.ts';
import { alertRoutes } from './routes/alerts.ts';
import { analyticsRoutes } from './routes/analytics.ts';
import { bluetoothRoutes } from './routes/bluetooth.ts';
import { callCheckRoutes } from './routes/call-checks.ts';
import { clinicRoutes } from './routes/clinic.ts';
import { consultationRoutes } from './routes/consultations.ts';
import { deliveryReportRoutes } from './routes/delivery-reports.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { deviceRoutes } from './routes/devices.ts';
import { escalationPolicyRoutes } from './routes/escalation-policies.ts';
import { expectationRoutes } from './routes/expectations.ts';
import { handOverRoutes } from './routes/hand-overs.ts';
import { guestRoutes } from './routes/guest.ts';
import { healthRoutes } from './routes/health.ts';
import { intakeRoutes } from './routes/intake.ts';
import { intakeSourceRoutes } from './routes/intake-sources.ts';
import { homeProtocolRoutes } from './routes/home-protocol.ts';
import { internalRoutes } from './routes/internal.ts';
import { meRoutes } from './routes/me.ts';
import { measurementRequestRoutes } from './routes/measurement-requests.ts';
import { messageRoutes } from './routes/messages.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { notificationEndpointRoutes } from './routes/notification-endpoints.ts';
import { notificationSettingsRoutes } from './routes/notification-settings.ts';
import { observationRoutes } from './routes/observations.ts';
import { onCallRoutes } from './routes/on-call.ts';
import { patientMetricsRoutes } from './routes/patient-metrics.ts';
import { patientRoutes } from './routes/patients.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { relativeRoutes } from './routes/relatives.ts';
import { repeatRoutes } from './routes/repeats.ts';
import { thresholdRoutes } from './routes/thresholds.ts';
import { visitChatRoutes } from './routes/visit-chat.ts';
import { visitGuestRoutes } from './routes/visit-guests.ts';
import { visitStayRoutes } from './routes/visit-stays.ts';
import { whereaboutsRoutes } from './routes/whereabouts.ts';
import { securityHeaders } from './security-headers.ts';
import { staticFiles } from './static-files.ts';

const MAX_BODY_BYTES = 256 * 1024;

/** Open to people who are not signed in; everything else below `/api` asks for a session. */
const OPEN_PATHS = new Set([
  '/api/auth/sign-in/email',
  '/api/openapi.json',
  '/api/message-stops',
  // Guests have a session of their own, which these four ask for.
  '/api/guest',
  '/api/guest/open',
  '/api/guest/join',
  '/api/guest/leave',
]);

/** A file's bytes are no JSON, and larger: its route looks at them once it knows who sends them. */
const VISIT_FILES_PATH = /^\/api\/consultations\/[^/]+\/files$/;

const unlessFile = (middleware: MiddlewareHandler<Env>) =>
  createMiddleware<Env>((c, next) => (VISIT_FILES_PATH.test(c.req.path) ? next() : middleware(c, next)));

const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new AppError('invalid', `a request's body may have at most ${MAX_BODY_BYTES} bytes`);
  },
});

/** JSON only: what a form of another site can send (`text/plain`, form data) is not even parsed. */
const requireJson = createMiddleware<Env>(async (c, next) => {
  const type = c.req.header('content-type');
  const hasBody = (c.req.header('content-length') ?? '0') !== '0' || c.req.header('transfer-encoding') !== undefined;
  if (hasBody && !/^application\/json\s*(;|$)/i.test(type ?? '')) {
    throw new AppError('invalid', 'the body must be application/json');
  }
  await next();
});

/** What a record says is for the person who asked, not for a cache on the way. */
const noStore = createMiddleware<Env>(async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
});

const guardUnlessOpen = (auth: Auth) => {
  const guard = requireSession(auth);
  return createMiddleware<Env>((c, next) => (OPEN_PATHS.has(c.req.path) ? next() : guard(c, next)));
};

export const createApp = (deps: Deps, auth: Auth) => {
  const { config, log } = deps;
  const app = newRouter();
  app.onError((error, c) => {
    const shown =
      error instanceof HTTPException && error.status < 500
        ? new AppError('invalid', error.status === 400 ? 'the body is not valid JSON' : 'the request is not valid')
        : toAppError(error, log, `${c.req.method} ${routePath(c)}`);
    const retryAfterS = retryAfterOf(shown);
    if (retryAfterS !== null) c.header('retry-after', String(retryAfterS));
    return c.json({ error: shown.toWire() }, STATUS[shown.code]);
  });
  app.notFound((c) => c.json({ error: new AppError('not_found', 'there is nothing here').toWire() }, STATUS.not_found));

  app.use(measureRequests, securityHeaders(config));
  // Signed by whoever sends, with no session and no page: the two paths below `/api` that are served before the guards.
  app.route('/api', intakeRoutes(deps));
  app.route('/api', deliveryReportRoutes(deps));
  app.use('/api/*', requireSameOrigin(config), unlessFile(limitBody), unlessFile(requireJson));
  app.use('/api/*', noStore, guardUnlessOpen(auth));
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Kanhu', version: '1', description: 'Video visits and remote monitoring' },
  });

  const routes = app
    .route('/api', authRoutes(deps, auth))
    .route('/api', meRoutes(deps, auth))
    .route('/api', patientRoutes(deps))
    .route('/api', observationRoutes(deps))
    .route('/api', patientMetricsRoutes(deps))
    .route('/api', thresholdRoutes(deps))
    .route('/api', expectationRoutes(deps))
    .route('/api', homeProtocolRoutes(deps))
    .route('/api', repeatRoutes(deps))
    .route('/api', deviceRoutes(deps))
    .route('/api', intakeSourceRoutes(deps))
    .route('/api', bluetoothRoutes(deps))
    .route('/api', quarantineRoutes(deps))
    .route('/api', alertRoutes(deps))
    .route('/api', handOverRoutes(deps))
    .route('/api', measurementRequestRoutes(deps))
    .route('/api', messageRoutes(deps))
    .route('/api', analyticsRoutes(deps))
    .route('/api', deliveryRoutes(deps))
    .route('/api', notificationEndpointRoutes(deps))
    .route('/api', relativeRoutes(deps))
    .route('/api', notificationSettingsRoutes(deps))
    .route('/api', consultationRoutes(deps))
    .route('/api', visitChatRoutes(deps))
    .route('/api', visitStayRoutes(deps))
    .route('/api', whereaboutsRoutes(deps))
    .route('/api', callCheckRoutes(deps))
    .route('/api', visitGuestRoutes(deps))
    .route('/api', guestRoutes(deps))
    .route('/api', clinicRoutes(deps))
    .route('/api', onCallRoutes(deps))
    .route('/api', escalationPolicyRoutes(deps))
    .route('/', internalRoutes(deps))
    .route('/', healthRoutes(deps))
    .route('/', metricsRoutes(deps));
  routes.route('/', staticFiles(config.webClientFolder));
  return routes;
};

/** For the web client: what each route takes and answers. */
export type AppType = ReturnType<typeof createApp>;
