// The languages of the interface. An answer has its own.

import { keep } from "./keep.js";
import ar from "./words/ar.js";
import en from "./words/en.js";
import nl from "./words/nl.js";

const KEY = "cs-answers.language"; // early.js reads it too
const WORDS = { en, nl, ar };

/** @returns {string} the interface's language: en, nl or ar */
export function language() {
  return document.documentElement.lang;
}

/**
 * What the interface says.
 * @param {string} name of the words
 * @param {Object<string, string|number>} [values] put in place of `{name}`
 * @returns {string}
 */
export function say(name, values = {}) {
  return WORDS[language()][name].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

/**
 * What a language is called in the language of the interface.
 * @param {string} code
 * @returns {string}
 */
export function nameOf(code) {
  try {
    return new Intl.DisplayNames([language()], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/**
 * A whole number as the interface's language writes it, in the digits that the answers use.
 * @param {number} number
 * @returns {string}
 */
export function written(number) {
  return new Intl.NumberFormat(`${language()}-u-nu-latn`).format(number);
}

/**
 * A number of things with their name, which the number may change: 1 month, 2 months.
 * @param {number|string} number
 * @param {"second"|"month"|"year"} unit
 * @returns {string}
 */
export function counted(number, unit) {
  const style = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 20 };
  return new Intl.NumberFormat(`${language()}-u-nu-latn`, style).format(number);
}

/**
 * Says all that the page's markup marks: `data-say` for the text, `data-say-label` for the accessible name.
 */
export function sayAll() {
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of document.querySelectorAll("[data-say-label]")) {
    node.setAttribute("aria-label", say(node.dataset.sayLabel));
    if (node.matches("button, a")) node.title = say(node.dataset.sayLabel);
  }
  for (const node of document.querySelectorAll("[data-say-placeholder]")) {
    node.placeholder = say(node.dataset.sayPlaceholder);
  }
}

/**
 * Has a select choose the interface's language; `languagechange` on the document tells of it.
 * @param {HTMLSelectElement} select
 */
export function switchLanguageWith(select) {
  select.value = language();
  select.addEventListener("change", () => {
    const root = document.documentElement;
    root.lang = select.value;
    root.dir = select.value === "ar" ? "rtl" : "ltr";
    keep(KEY, select.value);
    sayAll();
    document.dispatchEvent(new Event("languagechange"));
  });
  sayAll();
}
