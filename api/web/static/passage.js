// A document's own text, with words of it marked. The text content of what is made is the text, character for character.

import { el } from "./dom.js";
import { shown } from "./isolate.js";
import { unitsAt } from "./offsets.js";

/**
 * A stretch of a document's text as paragraphs.
 * @param {string} text of the whole document
 * @param {{start: number, end: number}} stretch in code points
 * @param {{start: number, end: number}|null} marked in code points; null marks nothing
 * @param {{start: number, end: number, tag: string, id?: string}[]} [headings] lines with an element of their own
 * @returns {DocumentFragment}
 */
export function passage(text, stretch, marked, headings = []) {
  const [from, to] = units(text, stretch);
  const [markFrom, markTo] = marked ? units(text, marked) : [to, to];
  const named = new Map(headings.map((heading) => [unitsAt(text, heading.start), heading]));
  const fragment = document.createDocumentFragment();
  let at = from;
  for (const line of text.slice(from, to).split(/(\n)/)) {
    const nodes = inMarks(line, at, markFrom, markTo);
    if (line.trim()) {
      const heading = named.get(at);
      fragment.append(el(heading?.tag ?? "p", { id: heading?.id }, ...nodes));
    } else {
      fragment.append(...nodes); // between paragraphs, where it takes no room
    }
    at += line.length;
  }
  return fragment;
}

const units = (text, { start, end }) => [unitsAt(text, start), unitsAt(text, end)];

/** A piece of text that begins at `at`, with what lies within the bounds in a mark. */
function inMarks(piece, at, markFrom, markTo) {
  const start = Math.min(Math.max(markFrom - at, 0), piece.length);
  const end = Math.min(Math.max(markTo - at, 0), piece.length);
  const nodes = [...shown(piece.slice(0, start))];
  if (end > start) nodes.push(el("mark", {}, ...shown(piece.slice(start, end))));
  return [...nodes, ...shown(piece.slice(Math.max(start, end)))];
}
