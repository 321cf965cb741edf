// The page of a document: its exact text, with the words that the address points at marked.

import { described } from "./documents.js";
import { byId, el } from "./dom.js";
import { inLanguage, shown, withoutControls } from "./isolate.js";
import { say, switchLanguageWith, written } from "./languages.js";
import { length } from "./offsets.js";
import { passage } from "./passage.js";
import { toldOf } from "./problems.js";
import { callForJson } from "./service.js";
import { switchThemeWith } from "./theme.js";

let source = null;

async function load() {
  try {
    source = await callForJson(window.location.pathname);
    showAll();
  } catch (error) {
    byId("title").textContent = say("document");
    notify(error.status === 404 ? say("no_document") : toldOf(error), true);
  }
}

function showAll() {
  const attributes = inLanguage(source.language);
  for (const id of ["title", "text"]) {
    byId(id).lang = attributes.lang ?? "";
    byId(id).dir = attributes.dir;
  }
  byId("title").replaceChildren(...shown(source.title));
  document.title = `${withoutControls(source.title)} – ${say("title")}`;
  const size = say("characters", { n: written(source.characters) });
  byId("about").replaceChildren(...shown(`${described(source)} · ${size}`));
  byId("outside").hidden = false;
  byId("contents").replaceChildren(...source.sections.map(contentsItem));
  showMarked();
}

function contentsItem(section) {
  const { start, end } = titleLine(section);
  const isIntroduction = section.number === "0"; // which has the document's own title
  const title = isIntroduction ? [say("introduction")] : shown(section.title);
  const link = el("a", { href: `#${start}-${end}`, ...(isIntroduction ? {} : inLanguage(source.language)) }, ...title);
  return el("li", isIntroduction ? { class: "unnumbered" } : { value: section.number }, link);
}

/** The first line of a section, in code points. */
function titleLine({ start, end }) {
  const words = Array.from(source.text).slice(start, end);
  const line = words.indexOf("\n");
  return { start, end: line < 0 ? end : start + line };
}

function showMarked() {
  if (!source) return;
  const marked = target(decoded(window.location.hash));
  const text = byId("text");
  text.replaceChildren(...stretches().map((stretch) => stretchView(stretch, marked)));
  const first = text.querySelector("mark");
  if (!first) return;
  first.id = "marked";
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: "center" });
}

/** The sections, and what lies between them, in order; together they are the whole text. */
function stretches() {
  const found = [];
  let at = 0;
  for (const section of source.sections) {
    if (section.start > at) found.push({ start: at, end: section.start, section: null });
    found.push({ start: section.start, end: section.end, section });
    at = section.end;
  }
  if (at < source.characters) found.push({ start: at, end: source.characters, section: null });
  return found;
}

function stretchView(stretch, marked) {
  if (!stretch.section) return el("div", { class: "outside" }, passage(source.text, stretch, marked));
  const heading = { ...titleLine(stretch.section), tag: "h2" };
  return el("section", {}, passage(source.text, stretch, marked, [heading]));
}

/** The code points that a hash points at; null, and a notice, where it points at none. */
function target(hash) {
  const numbers = /^#(\d{1,9})-(\d{1,9})$/.exec(hash);
  if (!numbers) {
    if (hash && hash !== "#text") {
      const { start, end } = source.sections[0] ?? { start: 0, end: 1 };
      notify(say("bad_offset", { hash: hash.slice(0, 40), example: `${start}-${end}` }), true);
    } else {
      notify("");
    }
    return null;
  }
  const [start, end] = numbers.slice(1).map(Number);
  if (start >= end || end > length(source.text)) {
    const [from, to, n] = [start, end, source.characters].map(written);
    notify(say("beyond", { start: from, end: to, n }), true);
    return null;
  }
  notify(say("marked", { start: written(start), end: written(end) }));
  return { start, end };
}

function decoded(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

function notify(text, isWrong = false) {
  const notice = byId("notice");
  notice.hidden = !text;
  notice.classList.toggle("wrong", isWrong);
  notice.replaceChildren(...shown(text));
}

switchLanguageWith(byId("language"));
switchThemeWith(byId("theme"));
document.addEventListener("languagechange", () => source && showAll());
window.addEventListener("hashchange", showMarked);
load();
