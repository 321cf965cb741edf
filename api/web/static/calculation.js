// A calculation, laid out so that anybody can check it.

import { el, newId } from "./dom.js";
import { written } from "./figures.js";
import { inLanguage, isolated, shown } from "./isolate.js";
import { say } from "./languages.js";
import { calculators } from "./tools.js";

/**
 * A result with its formula in words, the figures put in, and the figures by name.
 * @param {object} calculation
 * @param {{title: string, value: string, formula: string, figures: string, language: string, formulaLanguage?: string}} told
 *   the same in the language of the answer; the formula may be in another
 * @returns {HTMLElement}
 */
export function calculationCard(calculation, { title, value, formula, figures, language, formulaLanguage = language }) {
  const id = newId("calculation");
  const inputs = el("dl", { class: "inputs" });
  calculators(language).then((all) => {
    const labels = all.find((each) => each.name === calculation.metric)?.labels ?? {};
    for (const [name, given] of Object.entries(calculation.inputs)) {
      inputs.append(el("div", {}, el("dt", {}, labels[name] ?? name), el("dd", {}, isolated(written(given, language)))));
    }
  }, () => inputs.remove());
  const name = (word) => el("span", { class: "step", lang: document.documentElement.lang }, say(word));
  return el(
    "div",
    { class: "calculation", role: "group", "aria-labelledby": id, ...inLanguage(language) },
    el("h3", { id }, ...shown(title)),
    el("p", { class: "result" }, isolated(value)),
    el("div", { class: "working" }, name("formula"), el("p", { class: "formula", ...inLanguage(formulaLanguage) }, ...shown(formula))),
    // Figures are read from left to right, in Arabic too.
    el("div", { class: "working" }, name("figures"), el("p", { class: "formula" }, el("bdi", { dir: "ltr" }, "= ", ...shown(figures)))),
    el("div", { class: "working" }, name("inputs"), inputs),
    calculation.note && el("p", { class: "convention", ...inLanguage("en") }, ...shown(calculation.note)),
  );
}
