// The key of a service that asks for one: asked of the person, kept in the browser, forgotten on demand.

import { button, el, newId } from "./dom.js";
import { keep, kept } from "./keep.js";
import { say } from "./languages.js";

const NAME = "cs-answers.key";
const USABLE = /^[\x21-\x7e]{1,400}$/; // what a header can carry

let unkept = null; // where the browser keeps nothing
let asking = null; // one dialog for all the calls that need a key

const tell = () => document.dispatchEvent(new Event("keychange"));

/** @returns {string|null} the key to send, if there is one */
export function currentKey() {
  return kept(NAME, "session") ?? kept(NAME) ?? unkept;
}

/** Forgets the key everywhere. */
export function forgetKey() {
  unkept = null;
  keep(NAME, null, "session");
  keep(NAME, null);
  tell();
}

function useKey(key, isRemembered) {
  forgetKey();
  if (!keep(NAME, key, isRemembered ? "local" : "session")) unkept = key;
  tell();
}

/**
 * Asks for a key in a dialog.
 * @param {string|null} refused the key that was not accepted, if one was sent
 * @returns {Promise<boolean>} whether there is another key now
 */
export function askForKey(refused) {
  if (refused !== currentKey()) return Promise.resolve(true); // another call has asked meanwhile
  asking ??= showDialog(refused !== null).finally(() => {
    asking = null;
  });
  return asking;
}

function showDialog(wasRefused) {
  const [titleId, inputId, errorId] = ["key-title", "key-input", "key-error"].map(newId);
  const input = el("input", {
    id: inputId, type: "password", autocomplete: "off", spellcheck: "false", required: true, dir: "ltr",
    "aria-describedby": errorId, class: "wide",
  });
  const remember = el("input", { type: "checkbox" });
  const error = el("p", { id: errorId, class: "field-error", role: "alert" }, wasRefused ? say("key_wrong") : "");
  const form = el(
    "form",
    { class: "key-form", novalidate: true },
    el("h2", { id: titleId }, say("key_title")),
    el("p", {}, say("key_intro")),
    el("label", { for: inputId }, say("key_label")),
    input,
    error,
    el("label", { class: "check" }, remember, say("key_remember")),
    el(
      "div",
      { class: "actions" },
      el("button", { type: "submit", class: "primary" }, say("key_use")),
      button(say("cancel"), () => dialog.close()),
    ),
  );
  const dialog = el("dialog", { class: "key-dialog", "aria-labelledby": titleId }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let isGiven = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const key = input.value.trim();
      if (!USABLE.test(key)) {
        error.textContent = say("key_unusable");
        input.focus();
        return;
      }
      useKey(key, remember.checked);
      isGiven = true;
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(isGiven);
    });
    dialog.showModal();
  });
}
