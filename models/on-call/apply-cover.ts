import { overlaps, type Cover, type Duty } from './roster.ts';

/** The duties as they are once somebody stands in: theirs is what the other one loses, to the millisecond. */
export const applyCover = (duties: readonly Duty[], cover: Cover): Duty[] =>
  cover.insteadOf === null ? [...duties, added(cover)] : duties.flatMap((duty) => handOver(duty, cover));

const added = ({ id, personId, from, to }: Cover): Duty => ({
  ...{ from, to, personId },
  ...{ shiftId: null, coverId: id, insteadOf: null },
});

const handOver = (duty: Duty, cover: Cover): Duty[] => {
  if (duty.personId !== cover.insteadOf || !overlaps(duty, cover)) return [duty];
  const from = Math.max(duty.from, cover.from);
  const to = Math.min(duty.to, cover.to);
  return [
    { ...duty, to: from },
    // Handed on twice, it is still instead of whose turn it was.
    { ...duty, from, to, personId: cover.personId, coverId: cover.id, insteadOf: duty.insteadOf ?? duty.personId },
    { ...duty, from: to },
  ].filter((part) => part.from < part.to);
};
