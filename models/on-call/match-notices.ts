import type { Stretch } from './roster.ts';

/** A gap that was noticed and is not known to be over. */
export type OpenNotice = Stretch & { id: string };

export type MatchedNotices = {
  /** Gaps that nobody was told of. */
  found: Stretch[];
  /** Notices whose gap is still there, with where it ends now. */
  ongoing: { id: string; to: number }[];
  /** Notices whose gap is no more: somebody is on call then, or it is over. */
  ended: { id: string; outcome: 'filled' | 'passed' }[];
};

/**
 * Which gaps are new. A gap is known by the instant at which it begins: it may end elsewhere than it did (what is looked
 * at grows by the minute), but where somebody filled its first part, or left a longer one, people are told anew, and
 * sooner twice than never. A gap that has begun is the one that began last.
 */
export const matchNotices = (open: readonly OpenNotice[], gaps: readonly Stretch[], now: number): MatchedNotices => {
  const running = open
    .filter(({ from, to }) => from <= now && now < to)
    .toSorted((a, b) => b.from - a.from)
    .at(0);
  const noticeOf = (gap: Stretch): OpenNotice | undefined =>
    gap.from <= now ? running : open.find(({ from }) => from === gap.from);
  const matched = gaps.map((gap) => ({ gap, notice: noticeOf(gap) }));
  const kept = new Set(matched.map(({ notice }) => notice?.id));
  return {
    found: matched.filter(({ notice }) => notice === undefined).map(({ gap }) => gap),
    ongoing: matched.flatMap(({ gap, notice }) => (notice === undefined ? [] : [{ id: notice.id, to: gap.to }])),
    ended: open
      .filter(({ id }) => !kept.has(id))
      .map(({ id, to }) => ({ id, outcome: to <= now ? 'passed' : 'filled' })),
  };
};
