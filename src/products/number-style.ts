/** Finds how a column's numbers are written (`NumberStyle`) from what was seen of its cells. */
import { CellForm } from './decimal.js';
import type { NumberStyle } from './point-batch.js';

export class NumberStyleTracker {
  private fewestDecimals = Number.POSITIVE_INFINITY;
  private mostDecimals = 0;
  private asRepr = true;
  private asFixed = true;
  emptyCells = 0;
  nanCells = 0;
  private irregularNan = false;

  /** Takes note of one cell; `form` is a number's or a missing value's. */
  note(form: CellForm, decimals: number): void {
    if (form === CellForm.plain) this.noteDecimals(decimals);
    else this.noteUnusual(form, decimals);
  }

  get missing(): number {
    return this.emptyCells + this.nanCells;
  }

  private noteDecimals(decimals: number): void {
    if (decimals < this.fewestDecimals) this.fewestDecimals = decimals;
    if (decimals > this.mostDecimals) this.mostDecimals = decimals;
  }

  private noteUnusual(form: CellForm, decimals: number): void {
    if (form === CellForm.empty) this.emptyCells++;
    else if (form === CellForm.nan) this.nanCells++;
    else if (form === CellForm.irregularNan) {
      this.nanCells++;
      this.irregularNan = true;
    } else {
      this.noteDecimals(decimals);
      if (form !== CellForm.long) this.asRepr = false;
      if (form !== CellForm.trailingZero) this.asFixed = false;
    }
  }

  /** The style of all cells so far. `missing` is how the file as a whole writes a missing number. */
  style(missing: '' | 'NaN'): NumberStyle {
    const decimals = this.mostDecimals;
    const seen = Number.isFinite(this.fewestDecimals);
    const otherMissing = missing === '' ? this.nanCells : this.emptyCells;
    if (this.irregularNan || otherMissing > 0) return { kind: 'mixed', decimals };
    if (!seen) return { kind: 'repr', decimals };
    if (decimals === 0 && this.asFixed) return { kind: 'integer', decimals };
    if (this.fewestDecimals > 0 && this.asRepr) return { kind: 'repr', decimals };
    if (this.fewestDecimals === decimals && this.asFixed) return { kind: 'fixed', decimals };
    return { kind: 'mixed', decimals };
  }
}
