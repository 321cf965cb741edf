// An answer as Markdown with footnotes, to be pasted elsewhere.

import { documentPath } from "./documents.js";
import { nameOfControl } from "./isolate.js";
import { say } from "./languages.js";
import { blocks, pieces } from "./markup.js";

/**
 * Puts an answer on the clipboard.
 * @param {string} question
 * @param {object} answer
 * @returns {Promise<boolean>} whether the browser allowed it
 */
export async function copyAnswer(question, answer) {
  const text = asMarkdown(question, answer);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text); // outside https and localhost there is no such clipboard
  }
}

function copiedByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  return isCopied;
}

/**
 * The question, the answer, and a footnote a source: its exact words, document, section and offsets.
 * @param {string} question
 * @param {object} answer
 * @returns {string} in which nothing that others wrote acts as Markdown
 */
export function asMarkdown(question, answer) {
  const heading = `## ${escaped(question).replaceAll("\n", " ")}`;
  const body = blocks(answer.text).map((block) => blockText(block, answer));
  const notes = answer.citations.map(footnote);
  return `${[heading, ...body, ...notes].join("\n\n")}\n`;
}

function blockText(block, answer) {
  const lines = block.lines.map((line) => pieces(answer.text, line, []).map((piece) => pieceText(piece, answer)).join(""));
  if (block.kind === "paragraph") return lines.join("  \n");
  return lines.map((line, index) => `${block.kind === "list" ? "-" : `${block.first + index}.`} ${line}`).join("\n");
}

function pieceText(piece, answer) {
  if (piece.kind === "bold") return `**${piece.pieces.map((each) => pieceText(each, answer)).join("")}**`;
  const isCitation = piece.kind === "mark" && piece.mark <= answer.citations.length;
  return isCitation ? `[^${piece.mark}]` : escaped(piece.text);
}

function footnote(citation) {
  const { number, document_id, document_title, document_language, section, start_char_index, end_char_index } = citation;
  const address = new URL(documentPath(document_id, start_char_index, end_char_index), window.location.href);
  const lines = [
    `[^${number}]: “${escaped(citation.cited_text)}”`,
    `${escaped(document_title)} (${escaped(document_language)}), § ${escaped(section)}, ${start_char_index}–${end_char_index}: <${address}>`,
  ];
  if (citation.translation) {
    const { language, text, origin } = citation.translation;
    lines.push(`${say("translation_mark")} (${escaped(language)}, ${escaped(origin)}): “${escaped(text)}”`);
  }
  // What is indented still belongs to the footnote.
  return lines.map((line) => line.replaceAll("\n", "\n    ")).join("  \n    ");
}

const ACTIVE = /[\\`*_[\]<>|~&]|^[ \t]*[#+=-]|^[ \t]*\d+[.)]|!(?=\[)|:(?=\/\/)|\.(?<=\bwww\.)/gimu;

/** A text in which nothing acts: no Markdown, no address that becomes a link, no sign that turns the rest around. */
function escaped(text) {
  const named = text.replace(/[\u202A-\u202E\u2066-\u2069]/gu, (control) => `⟦${nameOfControl(control)}⟧`);
  return named.replace(ACTIVE, (found) => `${found.slice(0, -1)}\\${found.at(-1)}`);
}
