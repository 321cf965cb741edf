// Making elements. Nothing here, or anywhere on the page, parses markup.

/**
 * An element.
 * @param {string} tag
 * @param {Object<string, unknown>} [attributes] a function is a listener (`onclick`); null, undefined and false are left out
 * @param {...(Node|string|null|undefined|false)} children strings become text
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * A button that does something.
 * @param {string} label what it says
 * @param {() => void} onclick
 * @param {Object<string, unknown>} [attributes]
 * @returns {HTMLButtonElement}
 */
export function button(label, onclick, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick }, label);
}

/**
 * The element with an id, which the page has.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  return document.getElementById(id);
}

let made = 0;

/**
 * An id that no other element has.
 * @param {string} name
 * @returns {string}
 */
export function newId(name) {
  made += 1;
  return `${name}-${made}`;
}
