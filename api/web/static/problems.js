// What a person is told when a call did not succeed.

import { counted, language, say } from "./languages.js";

const KNOWN = { 0: "problem_network", "-1": "problem_cut", 401: "problem_401", 429: "problem_429", 503: "problem_503" };

/**
 * A sentence in the interface's language, with the service's own where it has one that says more.
 * @param {Error & {status?: number, retryAfter?: number|null}} error
 * @returns {string}
 */
export function toldOf(error) {
  const known = KNOWN[error.status];
  if (error.status === 503 && language() === "en" && error.message) return error.message;
  if (known) return say(known, { time: counted(error.retryAfter ?? 10, "second") });
  return error.status && error.message ? error.message : say("problem_other");
}
