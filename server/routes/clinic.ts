import { createRoute } from '@hono/zod-openapi';
import { ClinicCalendar, Holiday, HolidayParam, PutOpeningHours, PutTimeZone } from '#contracts/clinic.ts';
import type { Deps } from '../deps.ts';
import { answers, fails, jsonBody, newRouter } from '../router.ts';
import { addHoliday } from '../services/clinic/add-holiday.ts';
import { putOpeningHours } from '../services/clinic/put-opening-hours.ts';
import { putTimeZone } from '../services/clinic/put-time-zone.ts';
import { readCalendar } from '../services/clinic/read-calendar.ts';
import { removeHoliday } from '../services/clinic/remove-holiday.ts';

const refusals = { ...fails.invalid, ...fails.unauthenticated, ...fails.forbidden };

const readRoute = createRoute({
  method: 'get',
  path: '/clinic/calendar',
  responses: {
    200: answers('When the clinic is open', ClinicCalendar),
    ...fails.unauthenticated,
    ...fails.forbidden,
  },
});

const hoursRoute = createRoute({
  method: 'put',
  path: '/clinic/opening-hours',
  request: { body: jsonBody(PutOpeningHours) },
  responses: { 200: answers('The calendar with the new hours', ClinicCalendar), ...refusals, ...fails.conflict },
});

const timeZoneRoute = createRoute({
  method: 'put',
  path: '/clinic/time-zone',
  request: { body: jsonBody(PutTimeZone) },
  responses: { 200: answers('The calendar by the new clock', ClinicCalendar), ...refusals, ...fails.conflict },
});

const addRoute = createRoute({
  method: 'post',
  path: '/clinic/holidays',
  request: { body: jsonBody(Holiday) },
  responses: { 201: answers('The calendar with the holiday', ClinicCalendar), ...refusals, ...fails.conflict },
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/clinic/holidays/{date}',
  request: { params: HolidayParam },
  responses: { 200: answers('The calendar without the holiday', ClinicCalendar), ...refusals, ...fails.not_found },
});

export const clinicRoutes = (deps: Deps) =>
  newRouter()
    .openapi(readRoute, async (c) => c.json(await readCalendar(deps, c.var.actor), 200))
    .openapi(hoursRoute, async (c) => c.json(await putOpeningHours(deps, c.var.actor, c.req.valid('json')), 200))
    .openapi(timeZoneRoute, async (c) => c.json(await putTimeZone(deps, c.var.actor, c.req.valid('json')), 200))
    .openapi(addRoute, async (c) => c.json(await addHoliday(deps, c.var.actor, c.req.valid('json')), 201))
    .openapi(removeRoute, async (c) => c.json(await removeHoliday(deps, c.var.actor, c.req.valid('param').date), 200));
