// Light, dark, or as the system has it.

import { keep, kept } from "./keep.js";
import { say } from "./languages.js";

const KEY = "cs-answers.theme"; // early.js reads it too
const NEXT = { system: "light", light: "dark", dark: "system" };

/**
 * Has a button go through the three themes.
 * @param {HTMLElement} button shows an icon by its `data-theme`
 */
export function switchThemeWith(button) {
  const current = () => (Object.hasOwn(NEXT, kept(KEY)) ? kept(KEY) : "system");
  const show = () => {
    const theme = current();
    button.dataset.theme = theme;
    button.title = say(`theme_${theme}`);
    button.setAttribute("aria-label", say(`theme_${theme}`));
  };
  button.addEventListener("click", () => {
    const theme = NEXT[current()];
    keep(KEY, theme === "system" ? null : theme);
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    show();
  });
  document.addEventListener("languagechange", show);
  show();
}
