// An answer as the page shows it.

import { calculationCard } from "./calculation.js";
import { conflictCard } from "./conflicts.js";
import { button, el } from "./dom.js";
import { inLanguage, isolated, shown } from "./isolate.js";
import { nameOf, say, written } from "./languages.js";
import { copyAnswer } from "./markdown.js";
import { blocks, isArithmetic, pieces, places } from "./markup.js";
import { openSource } from "./sources.js";

const WORKED_OUT = /^\*\*(.+): (.+)\*\*\n(.+)\n= (.+)$/u;

/**
 * A whole answer.
 * @param {{question: string, answer: object}} turn
 * @param {(question: string) => void} ask asks something else
 * @returns {HTMLElement}
 */
export function answerView({ question, answer }, ask) {
  const view = el("div", { class: `answer ${answer.refusal ? "refused" : ""}` });
  if (answer.refusal) {
    view.append(el("p", { class: "kicker" }, say(`refusal_${answer.refusal.reason}`)));
  }
  if (answer.understood) view.append(understood(answer.understood, answer.language));
  view.append(textView(answer));
  if (answer.refusal?.nearest?.length) view.append(nearest(answer, ask));
  view.append(...origins(answer));
  view.append(foot(question, answer));
  return view;
}

/**
 * The text of an answer, with its cards; of one that is still coming as well.
 * @param {object} answer or the parts of it that are there
 * @returns {HTMLElement}
 */
export function textView(answer) {
  const view = el("div", { class: "text", ...inLanguage(answer.language) });
  const placed = places(answer.text, answer.numbers);
  const line = (place) => lineView(answer, place, placed);
  const conflicts = [...answer.conflicts];
  const calculations = [...answer.calculations];
  for (const block of blocks(answer.text)) {
    const conflict = conflicts.findIndex((each) => each.statement === block.text);
    const worked = calculations.length && WORKED_OUT.exec(block.text);
    if (conflict >= 0) {
      view.append(conflictCard(conflicts.splice(conflict, 1)[0], answer.citations, line(whole(block)), marker(answer)));
    } else if (worked) {
      const [, title, value, formula, figures] = worked;
      view.append(calculationCard(calculations.shift(), { title, value, formula, figures, language: answer.language }));
    } else {
      view.append(blockView(block, line, answer.notes.includes(block.text)));
    }
  }
  return view;
}

const whole = (block) => ({ start: block.lines[0].start, end: block.lines.at(-1).end });

function blockView(block, line, isNote) {
  if (block.kind === "paragraph") {
    const lines = block.lines.flatMap((each, index) => (index ? [el("br"), line(each)] : [line(each)]));
    return el("p", isNote ? { class: "note" } : {}, isNote && el("b", { class: "note-name" }, `${say("note")}: `), ...lines);
  }
  const items = block.lines.map((each) => el("li", {}, line(each)));
  return block.kind === "list" ? el("ul", {}, ...items) : el("ol", { start: block.first }, ...items);
}

function lineView(answer, place, placed) {
  const nodes = pieces(answer.text, place, placed).flatMap((piece) => pieceView(answer, piece));
  const fragment = document.createDocumentFragment();
  if (isArithmetic(answer.text.slice(place.start, place.end))) {
    fragment.append(el("bdi", { dir: "ltr", class: "arithmetic" }, ...nodes));
  } else {
    fragment.append(...nodes);
  }
  return fragment;
}

function pieceView(answer, piece) {
  if (piece.kind === "bold") return [el("strong", {}, ...piece.pieces.flatMap((each) => pieceView(answer, each)))];
  if (piece.kind === "mark") return [marker(answer)(piece.mark) ?? isolated(piece.text)];
  if (piece.kind === "text") return shown(piece.text);
  const number = isolated(piece.text, `number ${piece.number.origin}`);
  number.title = originOf(piece.number);
  return [number];
}

function marker(answer) {
  return (number) => {
    const citation = answer.citations.find((each) => each.number === number);
    if (!citation) return null;
    const label = say("open_source", { n: number, title: citation.document_title, section: citation.section });
    const mark = button("", () => openSource(citation, mark), { class: "mark", "aria-label": label, "aria-haspopup": "dialog" });
    mark.append(isolated(String(number)));
    return mark;
  };
}

function originOf({ origin, citation }) {
  return say(origin, { n: citation });
}

function understood(text, language) {
  return el("p", { class: "understood" }, `${say("understood")} `, el("q", inLanguage(language), ...shown(text)));
}

function nearest(answer, ask) {
  const items = answer.refusal.nearest
    .filter((section) => section.title)
    .map((section) => {
      const offer = button("", () => ask(section.title), { class: "offer", ...inLanguage(answer.language) });
      offer.append(...shown(section.title));
      return el("li", {}, offer);
    });
  return el("div", { class: "nearest" }, el("p", {}, say("nearest")), el("ul", {}, ...items));
}

function origins(answer) {
  const told = [];
  const own = new Set(answer.citations.filter((each) => each.translation).map((each) => each.document_language));
  if (own.size) {
    const languages = new Intl.ListFormat(document.documentElement.lang).format([...own].map(nameOf));
    told.push(say("translated_from", { languages }));
  }
  const asides = told.map((text) => el("p", { class: "aside" }, ...shown(text)));
  if (answer.fallback) {
    asides.push(el("p", { class: "aside instead" }, say("instead", { why: say(`why_${answer.fallback}`) })));
  } else if (!["extractive", "calculator"].includes(answer.generator)) {
    asides.push(wordedBy(answer.generator));
  }
  return asides;
}

/** Names the chat model, whose name must not be torn apart where the text runs the other way. */
function wordedBy(generator) {
  const [before, after] = say("worded_by", { generator: "\n" }).split("\n");
  return el("p", { class: "aside worded" }, before, isolated(generator), after);
}

function foot(question, answer) {
  const row = el("div", { class: "foot" });
  if (answer.citations.length) row.append(el("details", {}, summary("sources", answer.citations), sourceList(answer)));
  const numbers = distinct(answer.numbers);
  if (numbers.length) row.append(el("details", {}, summary("numbers", numbers), numberList(numbers, answer.language)));
  const copy = button(say("copy"), async () => {
    copy.textContent = say((await copyAnswer(question, answer)) ? "copied" : "not_copied");
    setTimeout(() => (copy.textContent = say("copy")), 2_000);
  }, { class: "quiet copy", "aria-live": "polite" });
  row.append(copy);
  return row;
}

const summary = (name, all) => el("summary", {}, el("span", {}, ...shown(say(name, { n: written(all.length) }))));

function sourceList(answer) {
  const items = answer.citations.map((citation) => {
    const section = citation.section === "0" ? say("introduction") : say("section", { n: citation.section });
    return el(
      "li",
      {},
      marker(answer)(citation.number),
      " ",
      el("span", { class: "where" }, ...shown(`${nameOf(citation.document_language)} · ${section}`)),
      el("q", inLanguage(citation.document_language), ...shown(citation.cited_text)),
    );
  });
  return el("ul", { class: "sources" }, ...items);
}

function distinct(numbers) {
  const seen = new Map();
  for (const each of numbers) seen.set(`${each.text}|${each.origin}|${each.citation}`, each);
  return [...seen.values()];
}

function numberList(numbers, language) {
  const rows = numbers.map((each) =>
    el("tr", {}, el("th", { scope: "row", lang: inLanguage(language).lang }, isolated(each.text)), el("td", {}, ...shown(originOf(each)))),
  );
  const head = el("tr", {}, el("th", { scope: "col" }, say("number")), el("th", { scope: "col" }, say("origin")));
  return el("table", { class: "numbers" }, el("thead", {}, head), el("tbody", {}, ...rows));
}
