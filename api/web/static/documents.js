// The documents of the service: where each is, what it is, and its text.

import { nameOf, say } from "./languages.js";
import { callForJson } from "./service.js";

const read = new Map(); // by id

/**
 * The page of a document, at certain words of it.
 * @param {string} id
 * @param {number} start in code points
 * @param {number} end in code points, exclusive
 * @returns {string}
 */
export function documentPath(id, start, end) {
  return `${pathOf(id)}#${start}-${end}`;
}

const pathOf = (id) => `/documents/${id.split("/").map(encodeURIComponent).join("/")}`;

/**
 * A document with its text; asked for once.
 * @param {string} id
 * @returns {Promise<object>} what `GET /documents/{id}` gives
 */
export function readDocument(id) {
  if (!read.has(id)) {
    const asked = callForJson(pathOf(id));
    read.set(id, asked);
    asked.catch(() => read.delete(id));
  }
  return read.get(id);
}

/**
 * A line on what a document is.
 * @param {{language: string, publisher: string, date: string|null, translator: string|null}} document
 * @returns {string}
 */
export function described({ language, publisher, date, translator }) {
  const translated = translator && say(translator === "machine" ? "machine_translated" : "human_translated");
  return [nameOf(language), translated, publisher, date].filter(Boolean).join(" · ");
}
