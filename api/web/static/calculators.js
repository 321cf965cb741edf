// The calculators as forms, made of their JSON Schemas.

import { calculationCard } from "./calculation.js";
import { button, el, newId } from "./dom.js";
import { expressed, figureOf, written } from "./figures.js";
import { inLanguage, shown } from "./isolate.js";
import { counted, language, say } from "./languages.js";
import { openPanel } from "./panel.js";
import { toldOf } from "./problems.js";
import { callForJson } from "./service.js";
import { calculators } from "./tools.js";

const typed = new Map(); // what was typed, by calculator and field: it outlives the form

/**
 * Opens the list of calculators beside the conversation.
 * @param {HTMLElement} opener
 */
export function openCalculators(opener) {
  openPanel(() => say("calculators"), (body) => whenListed(body, (all) => listView(all, opener)), opener);
}

function whenListed(body, view) {
  body.append(el("p", { class: "meta" }, say("loading")));
  calculators(language()).then(
    (all) => body.replaceChildren(view(all)),
    (error) => body.replaceChildren(el("p", { class: "field-error", role: "alert" }, toldOf(error))),
  );
}

function listView(all, opener) {
  const groups = grouped(all);
  const view = el("div", { class: "calculators" }, el("p", { class: "meta" }, ...shown(say("calculators_intro"))));
  for (const [group, members] of groups) {
    const id = newId("group");
    const items = members.map((each) => el("li", {}, offerOf(each, opener)));
    view.append(el("h3", { id }, say(`group_${group}`)), el("ul", { "aria-labelledby": id }, ...items));
  }
  return view;
}

function offerOf(tool, opener) {
  const offer = button(tool.title, () => openOne(tool.name, opener), { class: "offer" });
  const list = new Intl.ListFormat(language(), { type: "unit" });
  offer.append(el("span", { class: "from" }, list.format(Object.values(tool.labels).map((label) => label.split(" (")[0]))));
  return offer;
}

function grouped(all) {
  const groups = new Map();
  for (const each of all) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return groups;
}

function openOne(name, opener) {
  const body = (into) => whenListed(into, (all) => formView(all.find((each) => each.name === name), opener));
  openPanel(() => say("calculators"), body, opener);
}

function formView(tool, opener) {
  const fields = Object.entries(tool.input_schema.properties).map(([name, schema]) => fieldView(tool, name, schema));
  const outcome = el("div", { class: "outcome", "aria-live": "polite" });
  const form = el(
    "form",
    { novalidate: true, class: "calculator", "data-calculator": tool.name },
    button(say("back"), () => openCalculators(opener), { class: "quiet back" }),
    el("h3", {}, tool.title),
    // What the service describes its calculators in.
    language() === "en" && el("p", { class: "meta" }, tool.description),
    ...fields.map((field) => field.view),
    el("div", { class: "actions" }, el("button", { type: "submit", class: "primary" }, say("calculate"))),
    outcome,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    calculate(tool, fields, outcome);
  });
  return form;
}

function fieldView(tool, name, schema) {
  const [id, errorId, hintId] = ["field", "error", "hint"].map(newId);
  const isNeeded = tool.input_schema.required.includes(name);
  const isList = schema.type === "array";
  const key = `${tool.name}.${name}`;
  const example = schema.examples?.[0];
  const input = el("input", {
    id, name, type: "text", autocomplete: "off", dir: "ltr",
    inputmode: schema.type === "string" || isList ? "text" : "decimal",
    placeholder: example === undefined ? "" : say("example_value", { value: isList ? example.join(", ") : String(example) }),
    "aria-describedby": `${hintId} ${errorId}`,
    "aria-required": isNeeded ? "true" : null,
    oninput: () => typed.set(key, input.value),
  });
  input.value = typed.get(key) ?? "";
  const error = el("p", { id: errorId, class: "field-error" });
  const hint = [language() === "en" ? schema.description : "", isList ? say("list_hint") : ""].filter(Boolean).join(" ");
  const label = tool.labels[name] ?? (name === "currency" ? say("currency") : name);
  const view = el(
    "div",
    { class: "field" },
    el("label", { for: id }, label, !isNeeded && el("span", { class: "optional" }, ` (${say("optional")})`)),
    input,
    el("p", { id: hintId, class: "field-hint" }, hint),
    error,
  );
  return { name, schema, view, input, error, isNeeded };
}

async function calculate(tool, fields, outcome) {
  for (const field of fields) setError(field, "");
  outcome.replaceChildren();
  const missing = fields.filter((field) => field.isNeeded && !field.input.value.trim());
  for (const field of missing) setError(field, say("needed"), language());
  if (missing.length) {
    missing[0].input.focus();
    return;
  }
  const filled = fields.filter((field) => field.input.value.trim());
  const body = Object.fromEntries(filled.map((field) => [field.name, read(field.input.value.trim(), field.schema)]));
  try {
    outcome.replaceChildren(resultView(tool, await callForJson(`/tools/${tool.name}?language=${language()}`, { body })));
    outcome.scrollIntoView({ block: "nearest" });
  } catch (problem) {
    showProblem(problem, fields, outcome);
  }
}

/** What a person typed, as JSON has it. */
function read(value, schema) {
  if (schema.type === "array") return value.split(/[,;،؛\s]+/).filter(Boolean).map((each) => read(each, schema.items));
  return schema.type === "string" ? value : figureOf(value, language());
}

function showProblem(problem, fields, outcome) {
  const unplaced = [];
  for (const { where, problem: what } of problem.errors ?? []) {
    const field = fields.find((each) => where === `body.${each.name}` || where.startsWith(`body.${each.name}.`));
    if (field) setError(field, what, problem.language);
    else unplaced.push(what);
  }
  fields.find((field) => field.input.getAttribute("aria-invalid"))?.input.focus();
  if (unplaced.length || !problem.errors?.length) {
    outcome.append(el("p", { class: "field-error", role: "alert" }, unplaced.join(" ") || toldOf(problem)));
  }
}

function setError(field, what, ofLanguage = "en") {
  field.error.replaceChildren(what ? el("span", inLanguage(ofLanguage), ...shown(what)) : "");
  if (what) field.input.setAttribute("aria-invalid", "true");
  else field.input.removeAttribute("aria-invalid");
}

function resultView(tool, result) {
  const inputs = Object.entries(result.inputs).map(([name, value]) => [name, [value].flat().join(", ")]);
  const told = {
    title: tool.title,
    value: withUnit(String(result.value), result.unit),
    formula: result.formula,
    figures: expressed(result.substituted, language()),
    language: language(),
    formulaLanguage: "en", // the service has its formulas in one language
  };
  return calculationCard({ metric: tool.name, inputs: Object.fromEntries(inputs), note: result.note }, told);
}

function withUnit(value, unit) {
  if (!unit || unit === "score") return written(value, language());
  if (unit === "months" || unit === "years") return counted(value, unit.slice(0, -1));
  const figure = written(value, language());
  return unit === "percent" || unit === "points" ? say(`unit_${unit}`, { value: figure }) : `${unit} ${figure}`; // a currency
}
