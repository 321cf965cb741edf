// The field for the question.

import { byId } from "./dom.js";
import { say, written } from "./languages.js";
import { length } from "./offsets.js";

const LONGEST = 2_000; // code points, as the service allows
const NO_TEXT = /(?![\t\n\r])\p{Cc}/gu;

/**
 * Makes the field ready for use.
 * @param {(text: string) => void} ask
 * @param {() => void} stop
 * @returns {{setBusy: (isBusy: boolean) => void}}
 */
export function prepareQuestion(ask, stop) {
  const field = byId("question");
  let isBusy = false;

  // What is typed has the direction of its letters; an empty field that of the page.
  const turn = () => (field.dir = field.value ? "auto" : document.documentElement.dir);
  // Word processors copy a line break as U+000B; the service takes no such characters.
  const typed = () => field.value.replace(NO_TEXT, " ").trim();
  const send = () => {
    const text = typed();
    if (!text || isBusy || problemOf(text)) return;
    field.value = "";
    turn();
    ask(text);
  };
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener("keydown", (event) => {
    // While a word is being composed, Enter chooses it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  field.addEventListener("input", () => {
    const problem = problemOf(typed());
    byId("problem").textContent = problem;
    if (problem) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    turn();
  });
  document.addEventListener("languagechange", turn);
  turn();
  byId("stop").addEventListener("click", stop);

  return {
    setBusy(busy) {
      const hadFocus = [byId("send"), byId("stop")].includes(document.activeElement);
      isBusy = busy;
      byId("send").hidden = busy;
      byId("stop").hidden = !busy;
      if (hadFocus) field.focus();
    },
  };
}

function problemOf(text) {
  const points = length(text);
  return points > LONGEST ? say("too_long", { n: written(points), max: written(LONGEST) }) : "";
}
