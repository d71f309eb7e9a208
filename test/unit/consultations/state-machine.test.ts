import { describe, expect, it } from 'vitest';
import { CONSULTATION_STATES, CONSULTATION_TRANSITIONS, type ConsultationState } from '#contracts/consultation.ts';
import { statesBefore } from '#server/services/consultations/transition.ts';

const after = (state: ConsultationState): readonly ConsultationState[] => CONSULTATION_TRANSITIONS[state];

describe('the states of a visit', () => {
  it.each(CONSULTATION_STATES)('knows what leads to %s', (to) => {
    expect(statesBefore(to)).toEqual(CONSULTATION_STATES.filter((from) => after(from).includes(to)));
  });

  it('never comes back to a state it left', () => {
    const reachable = (from: ConsultationState): Set<ConsultationState> => {
      const found = new Set<ConsultationState>();
      const visit = (state: ConsultationState): void => {
        for (const next of after(state)) {
          if (found.has(next)) continue;
          found.add(next);
          visit(next);
        }
      };
      visit(from);
      return found;
    };
    for (const state of CONSULTATION_STATES) expect(reachable(state)).not.toContain(state);
  });

  it('lets every visit that began end', () => {
    const ways = CONSULTATION_STATES.filter((state) => after(state).length > 0);
    for (const state of ways) {
      expect(after(state).some((next) => after(next).length === 0 || next === 'ringing' || next === 'admitted')).toBe(
        true,
      );
    }
  });
});
