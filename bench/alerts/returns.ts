import type { PageReport } from '../reading-to-page/clients-plan.ts';
import { quantiles, type Quantiles } from '../reading-to-page/delays.ts';

export type Returns = {
  /** From the new connection to having caught up, ms. */
  catchingUp: Quantiles;
  /** From the loss of the old connection to having caught up, ms. */
  away: Quantiles;
};

/** How long pages took to come back, all of them and each time. */
export const returnsOf = (pages: readonly PageReport[]): Returns => {
  const returned = pages.flatMap(({ arrivals }) =>
    arrivals.flatMap(({ lostAt, connectedAt, caughtUpAt }) =>
      lostAt === null || connectedAt === null || caughtUpAt === null
        ? []
        : [{ catchingUp: caughtUpAt - connectedAt, away: caughtUpAt - lostAt }],
    ),
  );
  return {
    catchingUp: quantiles(returned.map(({ catchingUp }) => catchingUp)),
    away: quantiles(returned.map(({ away }) => away)),
  };
};
