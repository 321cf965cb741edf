// An answer's text: a small part of Markdown, read into blocks and pieces. All else is shown as it is written.

const LIST = /^\s{0,3}(?:[-*•]|(\d{1,3})[.)])\s+/;
const INLINE = /\*\*(?=\S)(.+?)(?<=\S)\*\*|\[(\d{1,3})\]/gu;

/**
 * A line, or an item of a list: where its words begin and end in the text, in UTF-16 units.
 * @typedef {{start: number, end: number}} Line
 * @typedef {{kind: "paragraph"|"list"|"numbered", lines: Line[], text: string, first: number}} Block
 * @typedef {{kind: "text"|"number"|"mark"|"bold", text: string, pieces?: Piece[], number?: object, mark?: number}} Piece
 */

/**
 * The blocks of a text.
 * @param {string} text
 * @returns {Block[]} a paragraph's lines are its line breaks; `text` is the block as it is written
 */
export function blocks(text) {
  const found = [];
  let block = null;
  let at = 0;
  for (const line of text.split("\n")) {
    const bullet = LIST.exec(line);
    const kind = bullet ? (bullet[1] ? "numbered" : "list") : "paragraph";
    if (!line.trim()) {
      block = null;
    } else if (block?.kind === kind) {
      block.text += `\n${line}`;
    } else {
      block = { kind, lines: [], text: line, first: Number(bullet?.[1] ?? 1) };
      found.push(block);
    }
    block?.lines.push({ start: at + (bullet?.[0].length ?? 0), end: at + line.length });
    at += line.length + 1;
  }
  return found;
}

/**
 * Where the numbers of an answer stand in its text: they are listed in the order in which they do.
 * @param {string} text
 * @param {{text: string}[]} numbers
 * @returns {{start: number, end: number, number: object}[]} those that are found, in UTF-16 units
 */
export function places(text, numbers) {
  const marksHidden = text.replace(/\[\d{1,3}\]/g, (mark) => " ".repeat(mark.length));
  const found = [];
  let from = 0;
  for (const number of numbers) {
    const start = wholeNumber(marksHidden, number.text, from);
    if (start < 0) continue;
    from = start + number.text.length;
    found.push({ start, end: from, number });
  }
  return found;
}

function wholeNumber(text, number, from) {
  for (let start = text.indexOf(number, from); number && start >= 0; start = text.indexOf(number, start + 1)) {
    const around = text.slice(Math.max(0, start - 2), start) + "|" + text.slice(start + number.length, start + number.length + 2);
    if (!/\p{Nd}[.,٫٬]?\||\|[.,٫٬]?\p{Nd}/u.test(around)) return start;
  }
  return -1;
}

/**
 * The pieces of a line: bold words, marks of citations, numbers that are accounted for, and the text between them.
 * @param {string} text
 * @param {Line} line
 * @param {ReturnType<typeof places>} placed the numbers that are accounted for
 * @returns {Piece[]}
 */
export function pieces(text, { start, end }, placed) {
  const found = [];
  let at = start;
  for (const match of text.slice(start, end).matchAll(INLINE)) {
    const from = start + match.index;
    found.push(...numbersAmong(text, at, from, placed));
    at = from + match[0].length;
    if (match[2] === undefined) {
      const inside = { start: from + 2, end: at - 2 };
      found.push({ kind: "bold", text: match[1], pieces: pieces(text, inside, placed) });
    } else {
      found.push({ kind: "mark", text: match[0], mark: Number(match[2]) });
    }
  }
  return [...found, ...numbersAmong(text, at, end, placed)];
}

function numbersAmong(text, start, end, placed) {
  const found = [];
  let at = start;
  const inside = placed.filter((place) => place.start >= start && place.end <= end);
  for (const place of [...inside, null]) {
    const before = text.slice(at, place?.start ?? end);
    if (before) found.push({ kind: "text", text: before });
    if (!place) break;
    found.push({ kind: "number", text: text.slice(place.start, place.end), number: place.number });
    at = place.end;
  }
  return found;
}

/**
 * Whether a line is arithmetic, which is read from left to right in every language.
 * @param {string} line
 * @returns {boolean}
 */
export function isArithmetic(line) {
  return /\p{Nd}/u.test(line) && /[=÷×−+≈]/u.test(line) && !/\p{L}/u.test(line);
}
