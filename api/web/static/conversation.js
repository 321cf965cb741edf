// The conversation: what was asked and answered, kept in this browser.

import { keep, kept } from "./keep.js";

/** The name that the browser keeps it under. */
export const NAME = "cs-answers.conversation";
const KEPT_TURNS = 100;
const SENT_TURNS = 20;
const SENT_QUESTION = 2_000; // code points, as the service allows
const SENT_ANSWER = 8_000;
const SENT_ALL = 200_000; // UTF-16 units of all turns, well below what a request may hold

/**
 * A question and what became of it.
 * @typedef {{question: string, answer: object|null, partial: string, isStopped: boolean}} Turn
 */

/** What was asked and answered, oldest first. */
export class Conversation {
  /** Begins with what this browser has kept. */
  constructor() {
    this.restore();
  }

  /** Takes over what this browser has kept. */
  restore() {
    /** @type {Turn[]} */
    this.turns = restored();
  }

  /**
   * Adds a question that has no answer yet.
   * @param {string} question
   * @returns {Turn}
   */
  add(question) {
    const turn = { question, answer: null, partial: "", isStopped: false };
    this.turns.push(turn);
    this.save();
    return turn;
  }

  /** Keeps the conversation; where there is no room for it, its latest part. */
  save() {
    for (let turns = this.turns.slice(-KEPT_TURNS); turns.length; turns = turns.slice(Math.ceil(turns.length / 2))) {
      if (keep(NAME, JSON.stringify(turns))) return;
    }
    keep(NAME, null);
  }

  /**
   * Replaces all turns.
   * @param {Turn[]} turns none clears the conversation
   */
  replace(turns) {
    this.turns = turns;
    this.save();
  }

  /**
   * The answered turns before one, as a question carries them.
   * @param {Turn} turn
   * @returns {{question: string, answer: string}[]} oldest first
   */
  before(turn) {
    const answered = this.turns.slice(0, this.turns.indexOf(turn)).filter((each) => each.answer);
    const sent = [];
    let room = SENT_ALL;
    for (const each of answered.slice(-SENT_TURNS).reverse()) {
      const told = { question: cut(each.question, SENT_QUESTION), answer: cut(each.answer.text, SENT_ANSWER) };
      room -= told.question.length + told.answer.length;
      if (room < 0) break;
      sent.unshift(told);
    }
    return sent;
  }
}

const cut = (text, points) => (text.length <= points ? text : Array.from(text).slice(0, points).join(""));

function restored() {
  try {
    const turns = JSON.parse(kept(NAME) ?? "[]");
    return turns.filter(isTurn);
  } catch {
    return []; // written by another version, or by hand
  }
}

function isTurn(turn) {
  return typeof turn?.question === "string" && typeof turn.partial === "string" && (turn.answer === null || isAnswer(turn.answer));
}

function isAnswer(answer) {
  const lists = ["citations", "numbers", "conflicts", "calculations", "notes"];
  return (
    typeof answer?.text === "string" &&
    typeof answer.language === "string" &&
    lists.every((name) => Array.isArray(answer[name])) &&
    answer.citations.every((each) => typeof each?.cited_text === "string" && typeof each.document_id === "string")
  );
}
