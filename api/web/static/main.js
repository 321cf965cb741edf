// The chat page: puts its parts together.

import { openCalculators } from "./calculators.js";
import { Conversation } from "./conversation.js";
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
const question = prepareQuestion(ask, () => running?.abort());
let running = null; // stops the answer that is coming

async function ask(text) {
  if (running) return;
  const turn = conversation.add(text);
  await answer(turn);
}

async function answer(turn) {
  if (running) return;
  running = new AbortController();
  question.setBusy(true);
  showWhatThereIs();
  try {
    await answerTurn(turn, conversation, viewOf(turn), running.signal, actions);
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

/** Shows all turns anew: at first, after an undo, and in another language. */
function showConversation() {
  const shownTurns = conversation.turns.map((turn) => {
    views.set(turn, turnView(turn, actions));
    return views.get(turn);
  });
  byId("turns").replaceChildren(...shownTurns);
  showWhatThereIs();
}

function clear() {
  running?.abort();
  const cleared = conversation.turns;
  if (byId("panel").open) closePanel();
  conversation.replace([]);
  showConversation();
  const undo = button(say("undo"), () => {
    conversation.replace([...cleared, ...conversation.turns]);
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
  if (!running) showConversation();
  showStarters();
  notify("");
});
showConversation();
showStarters();
byId("turns").lastElementChild?.scrollIntoView({ block: "start" });
