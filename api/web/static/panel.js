// What opens beside the conversation; on a phone, over it.

import { button, byId, el } from "./dom.js";
import { say } from "./languages.js";

const WIDE = window.matchMedia("(min-width: 64rem)"); // as in panel.css

let shownNow = null; // {titleOf, build, opener}

/**
 * Opens the panel, or shows something else in it.
 * @param {() => string} titleOf said anew when the interface's language changes
 * @param {(body: HTMLElement) => void} build fills its body
 * @param {HTMLElement|null} opener has the focus again once the panel is closed
 */
export function openPanel(titleOf, build, opener) {
  const panel = byId("panel");
  const before = shownNow?.opener;
  shownNow = { titleOf, build, opener: panel.contains(opener) ? before : opener };
  fill();
  show();
  byId("panel-title").focus();
}

/** Closes the panel and gives the focus back. */
export function closePanel() {
  byId("panel").close();
}

function fill() {
  const body = el("div", { class: "panel-body" });
  byId("panel-title").textContent = shownNow.titleOf();
  byId("panel").querySelector(".panel-body").replaceWith(body);
  shownNow.build(body);
}

function show() {
  const panel = byId("panel");
  const isModal = !WIDE.matches;
  if (panel.open && panel.matches(":modal") === isModal) return;
  panel.close(); // `close` is told later, when the panel is open again
  if (isModal) panel.showModal();
  else panel.show();
  document.documentElement.classList.toggle("with-panel", true);
}

/** Makes the panel ready for use. */
export function preparePanel() {
  const panel = byId("panel");
  panel.querySelector(".panel-head").append(
    button("", closePanel, { class: "icon close", "data-say-label": "close" }),
  );
  panel.addEventListener("close", () => {
    if (panel.open || !shownNow) return;
    document.documentElement.classList.remove("with-panel");
    const { opener } = shownNow;
    shownNow = null;
    if (opener?.isConnected) opener.focus();
    else byId("question").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.open && !panel.matches(":modal") && !document.querySelector("dialog:modal")) {
      closePanel();
    }
  });
  panel.addEventListener("click", (event) => {
    if (event.target === panel && panel.matches(":modal")) closePanel(); // beside the sheet
  });
  WIDE.addEventListener("change", () => shownNow && show());
  document.addEventListener("languagechange", () => shownNow && fill());
}
