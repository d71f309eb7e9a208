import { msg } from '@lit/localize';
import type { PropertyValues } from 'lit';
import type { FailureCode } from '../../data/request.ts';
import { fieldStyles } from '../../styles/field.ts';
import { fullScreenStyles } from '../../styles/full-screen.ts';
import { KhActionDialog } from '../kh-action-dialog.ts';

/**
 * A dialog that changes a roster. Where somebody else was first, the board behind it is looked at again, and what was
 * typed stays.
 * @fires kh-roster-edited - It is changed.
 * @fires kh-roster-stale - What the dialog was opened from is not how it is any more.
 */
export abstract class KhRosterDialog extends KhActionDialog {
  static override styles = [KhActionDialog.styles, fieldStyles, fullScreenStyles];

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    // What is said about the form stands under it: in a long one that is out of sight of the button.
    if (changed.has('busy') && !this.busy && this.isOpen) {
      this.renderRoot
        .querySelector('[role=alert]:not(:empty), form > kh-failure')
        ?.scrollIntoView({ block: 'nearest' });
    }
    if (!changed.has('failure')) return;
    if (this.failure === 'conflict' || this.failure === 'not_found') this.dispatchEvent(new Event('kh-roster-stale'));
  }

  protected textOf(name: string): string {
    const field = this.renderRoot.querySelector<HTMLInputElement>(`[name=${name}]`);
    return field?.value.trim() ?? '';
  }

  /** What did not work, where the failure's own words do not say it. */
  protected staleWords(failure: FailureCode | null, conflict: string): string | null {
    if (failure === 'conflict') return conflict;
    return failure === 'not_found'
      ? msg(
          'Somebody closed this roster or took this shift away meanwhile. What you entered is kept until you close this.',
        )
      : null;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'kh-roster-edited': Event;
    'kh-roster-stale': Event;
  }
}
