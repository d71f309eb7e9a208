/** A step that could not be done: what failed, why, and the command that mends it. */
export class Failure extends Error {
  /** @param {{ what: string, why: string, mend: string }} parts */
  constructor({ what, why, mend }) {
    super(`${what}\n  why:  ${indent(why)}\n  mend: ${indent(mend)}`);
    this.name = 'Failure';
  }
}

const indent = (text) => text.trim().replaceAll('\n', '\n        ');
