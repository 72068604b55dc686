// How numbers are shown, spoken and read back.

/** At most `digits` significant digits, and a real minus sign. */
export const show = (value, digits = 6) =>
  String(Number(value.toPrecision(digits))).replace("-", "−").replace("Infinity", "∞");

/** As a factor of a product: a negative one stands in brackets. */
export const factor = (value) => (value < 0 ? `(${show(value)})` : show(value));

/** For a cell: whole numbers whole, others with as many digits as it has room for. */
export const cell = (value) =>
  show(value, Number.isInteger(value) || Math.abs(value) >= 100 ? Math.min(1 + Math.floor(Math.log10(Math.abs(value) || 1)), 12) : 2 + (Math.abs(value) >= 1));

export const spoken = (value) => show(value).replace("−", "minus ");

/** Whether `show` gives every digit: if not, the sum says "about", not "equals". */
export const exact = (value) => Math.abs(value - Number(value.toPrecision(6))) <= 1e-12 * Math.abs(value);

export const LIMIT = 999;

/** What a reader typed, as {value} or as {problem}: one sentence that says what would do. */
export function read(text, limit = LIMIT) {
  const typed = text.trim().replace("−", "-");
  const shown = text.length > 12 ? `${text.slice(0, 12)}…` : text;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(typed))
    return { problem: typed === "" ? "Nothing typed: the old number stays." : `“${shown}” can’t be read here: type a number such as 2, −1 or 0.5.` };
  const value = Number(typed);
  if (Math.abs(value) > limit) return { problem: `${shown} is too large here: type a number from −${limit} to ${limit}.` };
  return { value: value === 0 ? 0 : value }; // no minus zero
}
