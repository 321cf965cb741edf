// Versions of one source that disagree, side by side.

import { el, newId } from "./dom.js";
import { inLanguage, isolated, shown } from "./isolate.js";
import { nameOf, say } from "./languages.js";

/**
 * What the versions state, each in its own words.
 * @param {object} conflict
 * @param {object[]} citations of the answer
 * @param {Node} statement the disagreement in words
 * @param {(number: number) => Node|null} marker the button that opens a source
 * @returns {HTMLElement}
 */
export function conflictCard(conflict, citations, statement, marker) {
  const id = newId("conflict");
  const sides = conflict.sides.map((side) => sideView(side, citations, marker));
  return el(
    "div",
    { class: "conflict", role: "group", "aria-labelledby": id },
    // The title is the page's own, in its language; the rest is the answer's.
    el("h3", { id, lang: document.documentElement.lang, dir: document.documentElement.dir }, say("conflict")),
    el("p", {}, statement),
    el("div", { class: "sides" }, ...sides),
  );
}

function sideView(side, citations, marker) {
  const citation = citations.find((each) => each.number === side.citation);
  const figures = side.quantities.map((quantity) => el("li", {}, isolated(quantity)));
  const page = document.documentElement;
  return el(
    "div",
    { class: "side" },
    el(
      "p",
      { class: "version", lang: page.lang, dir: page.dir },
      citation ? nameOf(citation.document_language) : "",
      " ",
      marker(side.citation),
    ),
    el("ul", { class: "quantities" }, ...figures),
    citation && el("blockquote", inLanguage(citation.document_language), ...stressed(citation.cited_text, side.quantities)),
  );
}

/** A quote with the figures in bold that it is about. */
function stressed(text, quantities) {
  // A figure that cannot be read has a remark behind it, which the source has not.
  const written = quantities.map((each) => each.replace(/ \([^)]*\)$/u, "")).filter(Boolean);
  const nodes = [];
  let at = 0;
  while (at < text.length) {
    const next = written
      .map((figure) => ({ figure, start: text.indexOf(figure, at) }))
      .filter((each) => each.start >= 0)
      .sort((a, b) => a.start - b.start || b.figure.length - a.figure.length)[0];
    if (!next) break;
    nodes.push(...shown(text.slice(at, next.start)), el("strong", {}, isolated(next.figure)));
    at = next.start + next.figure.length;
  }
  return [...nodes, ...shown(text.slice(at))];
}
