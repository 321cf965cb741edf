// The calculators of the service, in a language.

import { callForJson } from "./service.js";

const asked = new Map();

/**
 * @param {string} language
 * @returns {Promise<object[]>} what `GET /tools` lists; asked for once a language
 */
export function calculators(language) {
  if (!asked.has(language)) {
    const answer = callForJson(`/tools?language=${encodeURIComponent(language)}`).then(({ tools }) => tools);
    asked.set(language, answer);
    answer.catch(() => asked.delete(language));
  }
  return asked.get(language);
}
