// The service counts Unicode code points; JavaScript counts UTF-16 units.

/**
 * Where a code point begins in a string.
 * @param {string} text
 * @param {number} offset in code points, from 0 to the text's length in them
 * @returns {number} in UTF-16 units
 */
export function unitsAt(text, offset) {
  let units = 0;
  for (let points = 0; points < offset && units < text.length; points += 1) {
    units += text.codePointAt(units) > 0xffff ? 2 : 1;
  }
  return units;
}

/**
 * A part of a text.
 * @param {string} text
 * @param {number} start in code points
 * @param {number} end in code points, exclusive
 * @returns {string}
 */
export function sliced(text, start, end) {
  return text.slice(unitsAt(text, start), unitsAt(text, end));
}

/**
 * The length of a text in code points.
 * @param {string} text
 * @returns {number}
 */
export function length(text) {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}
