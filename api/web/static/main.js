// The chat page: puts its parts together.

import { openCalculators } from "./calculators.js";
import { Conversation, NAME } from "./conversation.js";
import { button, byId, el } from "./dom.js";
import { inLanguage, shown } from "./isolate.js";
import { currentKey, forgetKey } from "./key.js";
import { language, say, switchLanguageWith } from "./languages.js";
import { closePanel, preparePanel } from "./panel.js";
import { prepareQuestion } from "./question.js";
import { toldOf } from "./problems.js";
import { callForJson } from "./service.js";
import { switchThemeWith } from "./theme.js";
import { answerTurn, turnView } from "./turns.js";

const conversation = new Conversation();
const question = prepareQuestion(ask, () => running?.stopper.abort());
let running = null; // {turn, stopper} of the answer that is coming

async function ask(text) {
  if (running) return;
  notify("");
  await answer(conversation.add(text));
}

async function answer(turn) {
  if (running) return;
  running = { turn, stopper: new AbortController() };
  question.setBusy(true);
  showWhatThereIs();
  const view = viewOf(turn);
  // A starter, or a button that asks again, goes away: whoever used it with the keyboard goes on from the question.
  if (!byId("ask").contains(document.activeElement)) view.querySelector(".asked").focus({ preventScroll: true });
  try {
    await answerTurn(turn, conversation, view, running.stopper.signal, actions);
  } finally {
    running = null;
    question.setBusy(false);
    conversation.save();
  }
}

const actions = { ask, answer };
const views = new WeakMap();

function viewOf(turn) {
  if (!views.has(turn)) {
    views.set(turn, turnView(turn, actions));
    byId("turns").append(views.get(turn));
    views.get(turn).scrollIntoView({ block: "start" });
  }
  return views.get(turn);
}

function showWhatThereIs() {
  const isEmpty = conversation.turns.length === 0;
  byId("start").hidden = !isEmpty;
  byId("conversation").hidden = isEmpty;
  byId("clear").hidden = isEmpty;
}

function keptView(turn) {
  try {
    return turnView(turn, actions);
  } catch (error) {
    console.error(error);
    turn.answer = null; // written by another version, or by hand: the question can be asked again
    return turnView(turn, actions);
  }
}

/** Shows all turns anew: at first, after an undo, and in another language. */
function showConversation() {
  const shownTurns = conversation.turns.map((turn) => {
    if (turn !== running?.turn) views.set(turn, keptView(turn));
    return views.get(turn);
  });
  byId("turns").replaceChildren(...shownTurns);
  showWhatThereIs();
}

function clear() {
  running?.stopper.abort();
  const cleared = conversation.turns;
  if (byId("panel").open) closePanel();
  conversation.replace([]);
  showConversation();
  const undo = button(say("undo"), () => {
    conversation.replace(cleared);
    showConversation();
    notify("");
  });
  notify(say("cleared"), undo);
  byId("question").focus();
}

function notify(text, ...more) {
  byId("notice").hidden = !text;
  byId("notice").replaceChildren(text, " ", ...more);
}

async function showStarters() {
  try {
    const code = language();
    const { questions } = await callForJson(`/questions?language=${code}`);
    if (code !== language()) return; // switched meanwhile
    const items = questions[code].map((starter) => {
      const offer = button("", () => ask(starter.question), { class: "offer", ...inLanguage(code) });
      offer.append(...shown(starter.question));
      return el("li", {}, offer);
    });
    byId("starters").replaceChildren(...items);
  } catch (error) {
    const again = button(say("try_again"), showStarters);
    byId("starters").replaceChildren(el("li", { class: "problem" }, el("p", {}, toldOf(error)), again));
  }
}

preparePanel();
switchLanguageWith(byId("language"));
switchThemeWith(byId("theme"));
byId("clear").addEventListener("click", clear);
byId("example").addEventListener("click", () => ask(say("example")));
byId("calculators").addEventListener("click", () => openCalculators(byId("calculators")));
byId("forget").addEventListener("click", () => {
  forgetKey();
  notify(say("key_forgotten"));
});
document.addEventListener("keychange", () => (byId("forget").hidden = currentKey() === null));
byId("forget").hidden = currentKey() === null;
document.addEventListener("languagechange", () => {
  showConversation();
  showStarters();
  notify("");
});
// Another window has the same conversation: without this, the one that asks last would lose what the other has asked.
window.addEventListener("storage", (event) => {
  if (event.key !== NAME || running) return;
  conversation.restore();
  showConversation();
});
showConversation();
showStarters();
byId("turns").lastElementChild?.scrollIntoView({ block: "start" });
