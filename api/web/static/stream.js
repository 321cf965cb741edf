// Server-sent events of a POST, which the browser's own EventSource cannot make.

import { call, ServiceError } from "./service.js";

/**
 * The events of one answer, as they come.
 * @param {object} question as `POST /chat` takes it
 * @param {AbortSignal} signal stops it
 * @yields {{event: string, data: object}}
 * @throws {ServiceError} it was refused, broke off, or ended in a problem
 * @throws {DOMException} it was aborted
 */
export async function* answerEvents(question, signal) {
  const response = await call("/chat", { body: question, accept: "text/event-stream", signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  for (;;) {
    const { value, done } = await read(reader);
    if (done) throw new ServiceError(-1); // `answer` or `error` comes last, and either ends this
    unread += value.replaceAll("\r\n", "\n");
    const blocks = unread.split("\n\n");
    unread = blocks.pop();
    for (const parsed of blocks.map(parse)) {
      if (!parsed) continue;
      if (parsed.event === "error") throw new ServiceError(parsed.data.status, parsed.data);
      yield parsed;
      if (parsed.event === "answer") return;
    }
  }
}

async function read(reader) {
  try {
    return await reader.read();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError(-1);
  }
}

function parse(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return data.length ? { event, data: JSON.parse(data.join("\n")) } : null; // comments keep the connection open
}
