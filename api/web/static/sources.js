// The panel that shows a citation: the exact words, where they stand.

import { documentPath, described, readDocument } from "./documents.js";
import { el } from "./dom.js";
import { inLanguage, shown } from "./isolate.js";
import { nameOf, say, written } from "./languages.js";
import { sliced } from "./offsets.js";
import { openPanel } from "./panel.js";
import { passage } from "./passage.js";
import { toldOf } from "./problems.js";

/**
 * Opens a citation beside the conversation.
 * @param {object} citation
 * @param {HTMLElement} opener
 */
export function openSource(citation, opener) {
  openPanel(() => say("source", { n: citation.number }), (body) => fill(body, citation), opener);
}

function fill(body, citation) {
  const address = documentPath(citation.document_id, citation.start_char_index, citation.end_char_index);
  const language = nameOf(citation.document_language);
  const about = el("p", { class: "meta" }, language);
  const words = el(
    "div",
    {
      class: "source-text", tabindex: "0", role: "region", "aria-label": say("exact_words", { language }),
      ...inLanguage(citation.document_language),
    },
    el("p", {}, el("mark", {}, ...shown(citation.cited_text))),
  );
  const check = el("p", { class: "check-line" }, say("loading"));
  body.append(
    el("p", { class: "document-title", ...inLanguage(citation.document_language) }, ...shown(citation.document_title)),
    about,
    sectionLine(citation),
  );
  if (citation.translation) body.append(translationView(citation.translation, language));
  body.append(
    el("h3", {}, say("exact_words", { language })),
    words,
    check,
    el("p", {}, el("a", { href: address, class: "onward" }, say("open_document"))),
  );
  readDocument(citation.document_id).then(
    (source) => showAround(source, citation, { about, words, check }),
    (error) => (check.textContent = error.status === 404 ? say("no_document") : toldOf(error)),
  );
}

function sectionLine(citation) {
  const number = citation.section === "0" ? say("introduction") : say("section", { n: citation.section });
  const title = el("span", inLanguage(citation.document_language), ...shown(citation.section_title));
  return el("p", { class: "meta" }, ...shown(number), ...(citation.section === "0" ? [] : [" · ", title]));
}

function translationView(translation, sourceLanguage) {
  const origin =
    translation.origin === "editorial"
      ? say("by_editorial", { language: sourceLanguage })
      : say("by_model", { origin: translation.origin, language: sourceLanguage });
  return el(
    "section",
    { class: "translation" },
    el("h3", {}, say("translation", { language: nameOf(translation.language) })),
    el("blockquote", inLanguage(translation.language), ...shown(translation.text)),
    el("p", { class: "meta" }, ...shown(origin)),
  );
}

function showAround(source, citation, { about, words, check }) {
  const { start_char_index: start, end_char_index: end } = citation;
  const isExact = sliced(source.text, start, end) === citation.cited_text;
  check.classList.toggle("wrong", !isExact);
  const [from, to] = [start, end].map(written);
  check.replaceChildren(...shown(say(isExact ? "checked" : "not_checked", { start: from, end: to })));
  about.replaceChildren(...shown(described(source)));
  if (!isExact) return;
  const section = source.sections.find((each) => each.start <= start && end <= each.end);
  words.replaceChildren(passage(source.text, section ?? { start, end }, { start, end }));
  // The box scrolls, and nothing around it.
  words.scrollTop = words.querySelector("mark").offsetTop - words.clientHeight / 4;
}
