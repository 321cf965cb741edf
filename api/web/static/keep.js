// What the browser keeps. Storage may be switched off or full: the page works without it.

const storage = (place) => (place === "session" ? window.sessionStorage : window.localStorage);

/**
 * @param {string} name
 * @param {"local"|"session"} [place]
 * @returns {string|null} what is kept under the name
 */
export function kept(name, place = "local") {
  try {
    return storage(place).getItem(name);
  } catch {
    return null;
  }
}

/**
 * Keeps a text, or forgets it.
 * @param {string} name
 * @param {string|null} value null forgets
 * @param {"local"|"session"} [place] "session": until the tab is closed
 * @returns {boolean} whether that worked
 */
export function keep(name, value, place = "local") {
  try {
    if (value === null) storage(place).removeItem(name);
    else storage(place).setItem(name, value);
    return true;
  } catch {
    return false;
  }
}
