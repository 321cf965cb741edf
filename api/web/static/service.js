// Calls to the service: with the key where there is one, and with problem documents as errors.

import { askForKey, currentKey } from "./key.js";

/** A call that did not succeed. `status` 0: the service was not reached; -1: its answer broke off. */
export class ServiceError extends Error {
  /**
   * @param {number} status of HTTP
   * @param {{detail?: string, errors?: {where: string, problem: string}[]}} [problem] RFC 9457
   * @param {{retryAfter?: number|null, language?: string}} [more] seconds, and the language of the problem's words
   */
  constructor(status, problem = {}, { retryAfter = null, language = "en" } = {}) {
    super(typeof problem.detail === "string" ? problem.detail : "");
    this.status = status;
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
    this.retryAfter = retryAfter;
    this.language = language;
  }
}

/**
 * Calls the service, and asks for a key where it wants one.
 * @param {string} path
 * @param {{body?: object, accept?: string, signal?: AbortSignal}} [options] a body is posted as JSON
 * @returns {Promise<Response>} of a call that succeeded
 * @throws {ServiceError} it did not
 * @throws {DOMException} it was aborted
 */
export async function call(path, { body, accept = "application/json", signal } = {}) {
  for (;;) {
    const key = currentKey();
    const headers = { Accept: accept };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (key !== null) headers.Authorization = `Bearer ${key}`;
    const method = body === undefined ? "GET" : "POST";
    const response = await reach(path, { method, headers, signal, body: body && JSON.stringify(body) });
    if (response.ok) return response;
    if (response.status !== 401 || !(await askForKey(key))) throw await failure(response);
  }
}

/**
 * Calls the service for JSON.
 * @param {string} path
 * @param {{body?: object, signal?: AbortSignal}} [options] as of `call`
 * @returns {Promise<object>}
 */
export async function callForJson(path, options = {}) {
  return (await call(path, options)).json();
}

async function reach(path, options) {
  try {
    return await fetch(path, { credentials: "same-origin", redirect: "error", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError(0);
  }
}

async function failure(response) {
  const problem = (await response.json().catch(() => null)) ?? {};
  const seconds = Number.parseInt(response.headers.get("Retry-After"), 10);
  // What is wrong with a figure is told in the language that was asked for, all else in English.
  const language = String(problem.type).endsWith(":invalid-input") ? document.documentElement.lang : "en";
  return new ServiceError(response.status, problem, { retryAfter: Number.isNaN(seconds) ? null : seconds, language });
}
