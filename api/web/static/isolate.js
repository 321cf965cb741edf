// Text that others wrote, shown so that it cannot reorder what stands around it, or pretend to be something else.

const CONTROLS = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/u;
// Latin letters that stand against a figure stay with it (2.0M, Q3): in Arabic they would change sides. Few of them, so that a
// long word is not gone over once a letter.
const FIGURE =
  /(?:(?<!\p{sc=Latin})\p{sc=Latin}{1,9}(?=\p{Nd})|(?:[$€£¥#]\s?)?(?:(?<![\p{L}\p{Nd}])[−+-])?)\p{Nd}(?:[\p{Nd}.,٫٬:/–-]*\p{Nd})?(?:\s?[%٪]|[\p{sc=Latin}\p{Nd}]+)?|\b\p{Lu}{2,}%/u;
const APART = new RegExp(`(${CONTROLS.source}|${FIGURE.source})`, "u");
const RIGHT_TO_LEFT = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"]);
const RIGHT_TO_LEFT_SIGN = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u; // letters and digits

/**
 * @param {string} language ISO 639 code
 * @returns {"rtl"|"ltr"}
 */
export function directionOf(language) {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

/**
 * Attributes for an element that holds text of a language.
 * @param {string} language
 * @returns {{lang: string|null, dir: string}}
 */
export function inLanguage(language) {
  const isCode = /^[a-z]{2,3}$/.test(language);
  return { lang: isCode ? language : null, dir: isCode ? directionOf(language) : "auto" };
}

/**
 * A text as nodes whose text content is that text, character for character. Each figure is isolated. So is each control
 * character that changes the direction of what follows: there it changes nothing, and the style sheet shows it.
 * @param {string} text
 * @returns {Node[]}
 */
export function shown(text) {
  const nodes = [];
  for (const piece of text.split(APART)) {
    if (piece.length === 1 && CONTROLS.test(piece)) {
      const control = document.createElement("bdi");
      // The marks U+200E, U+200F and U+061C are common in honest text and have no width: they are shut in, unshown.
      if (!/[\u200E\u200F\u061C]/u.test(piece)) {
        control.className = "control";
        control.dataset.code = nameOfControl(piece);
      }
      control.textContent = piece;
      nodes.push(control);
    } else if (FIGURE.test(piece)) {
      nodes.push(isolated(piece));
    } else if (piece) {
      nodes.push(document.createTextNode(piece));
    }
  }
  return nodes;
}

/**
 * @param {string} control
 * @returns {string} such as `U+202E`
 */
export function nameOfControl(control) {
  return `U+${control.codePointAt(0).toString(16).toUpperCase()}`;
}

/**
 * A text for where it cannot be isolated, such as the title of a window.
 * @param {string} text
 * @returns {string} without the characters that change the direction of what follows
 */
export function withoutControls(text) {
  return text.replace(new RegExp(CONTROLS, "gu"), "");
}

/**
 * A number, a formula or a mark, isolated from the direction of the text around it.
 * @param {string} text
 * @param {string} [className]
 * @returns {HTMLElement}
 */
export function isolated(text, className = "") {
  const node = document.createElement("bdi");
  node.dir = RIGHT_TO_LEFT_SIGN.test(text) ? "rtl" : "ltr";
  if (className) node.className = className;
  // What is but a figure is not looked into again, without end.
  node.append(...(CONTROLS.test(text) || /\p{L}/u.test(text.replace(FIGURE, "")) ? shown(text) : [text]));
  return node;
}
