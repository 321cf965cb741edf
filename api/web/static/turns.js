// A question and its answer: while it comes, once it is there, and where it does not come.

import { answerView, textView } from "./answer.js";
import { button, byId, el } from "./dom.js";
import { shown } from "./isolate.js";
import { say } from "./languages.js";
import { toldOf } from "./problems.js";
import { answerEvents } from "./stream.js";

const LONG = 300; // of a question, in UTF-16 units: beyond it, it is in small letters and scrolls

/**
 * What the page does from within a turn.
 * @typedef {{ask: (question: string) => void, answer: (turn: object) => void}} Actions
 */

/**
 * A turn as it stands.
 * @param {object} turn
 * @param {Actions} actions
 * @returns {HTMLElement}
 */
export function turnView(turn, actions) {
  const isLong = turn.question.length > LONG;
  const question = el("h2", { class: isLong ? "asked long" : "asked", dir: "auto", tabindex: isLong ? "0" : "-1" }, el("span", { class: "unseen", dir: document.documentElement.dir }, `${say("you_asked")}: `));
  question.append(...shown(turn.question));
  const view = el("article", { class: "turn" }, question, el("div", { class: "reply" }));
  showReply(view, turn, actions);
  return view;
}

function showReply(view, turn, actions) {
  const reply = view.querySelector(".reply");
  if (turn.answer) {
    reply.replaceChildren(answerView(turn, actions.ask));
    return;
  }
  const told = el("p", { class: "aside" }, say(turn.isStopped ? "stopped" : "unanswered"));
  const again = button(say("ask_again"), () => actions.answer(turn));
  reply.replaceChildren(...partView(turn), el("div", { class: "problem" }, told, again));
}

/** What had come of an answer that did not come whole. */
function partView({ partial }) {
  return partial ? [textView({ ...NOTHING_YET, text: partial })] : [];
}

const NOTHING_YET = { text: "", language: "", citations: [], numbers: [], conflicts: [], calculations: [], notes: [] };

/**
 * Asks the service, and shows the answer as it comes.
 * @param {object} turn its `answer`, `partial` and `isStopped` are set
 * @param {import("./conversation.js").Conversation} conversation
 * @param {HTMLElement} view as `turnView` made it
 * @param {AbortSignal} signal stops it
 * @param {Actions} actions
 */
export async function answerTurn(turn, conversation, view, signal, actions) {
  const reply = view.querySelector(".reply");
  const status = el("p", { class: "looking" }, say("looking"));
  const wording = el("p", { class: "wording" }, say("wording"));
  let shownNow = status; // above the sign that more is to come
  let coming = NOTHING_YET;
  turn.partial = "";
  turn.isStopped = false;
  reply.setAttribute("aria-busy", "true");
  reply.replaceChildren(status);
  try {
    const question = { question: turn.question, history: conversation.before(turn) };
    for await (const { event, data } of answerEvents(question, signal)) {
      if (event === "evidence") {
        coming = { ...coming, language: data.language };
        showFound(status, data.sections[0]);
        reply.append(wording); // where no chat model is asked, it is gone before it can be seen
      } else if (event === "answer") {
        turn.answer = data;
      } else {
        coming = add(coming, event, data);
        turn.partial = coming.text;
        const view = coming.text || coming.calculations.length ? textView(coming) : status;
        shownNow.replaceWith(view); // and nothing else: the sign would begin anew
        shownNow = view;
      }
    }
    showReply(view, turn, actions);
    announce(turn.answer);
  } catch (error) {
    if (error.name === "AbortError") {
      turn.isStopped = true;
      showReply(view, turn, actions);
    } else {
      showProblem(reply, turn, error, () => actions.answer(turn));
    }
  } finally {
    reply.removeAttribute("aria-busy");
  }
}

function add(coming, event, data) {
  if (event === "withdrawn") return { ...NOTHING_YET, language: coming.language };
  if (event === "delta") return { ...coming, text: coming.text + data.text };
  if (event === "citation") return { ...coming, citations: [...coming.citations, data] };
  if (event === "calculation") return { ...coming, calculations: [...coming.calculations, data] };
  return coming;
}

function showFound(status, section) {
  if (!section?.title) return;
  status.replaceChildren(...shown(say("found_in", { title: section.title })));
}

function showProblem(reply, turn, error, again) {
  if (!("status" in error)) console.error(error); // a fault of this page, not of the service
  const told = el("p", { role: "alert" }, ...shown(toldOf(error)));
  reply.replaceChildren(...partView(turn), el("div", { class: "problem" }, told, button(say("try_again"), again)));
}

/** Has a screen reader say the answer once, whole, in its language. */
function announce(answer) {
  const words = answer.text.replace(/\s?\[\d{1,3}\]/g, "").replaceAll("**", "");
  byId("announcer").replaceChildren(`${say("ready")} `, el("span", { lang: answer.language }, ...shown(words)));
}
