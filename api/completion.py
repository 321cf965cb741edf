"""Answers in the shape of OpenAI's chat completions, whole and in chunks."""

import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Any, Literal
from urllib.parse import quote
from uuid import uuid4

from pydantic import BaseModel, Field

from api.completion_request import MODEL
from api.streaming import pieces
from bot.answer import Answer, Citation
from bot.answering import Answered, Event, Told, Withdrawn
from bot.generate import Report
from bot.marks import cited


class UrlCitation(BaseModel):
    """Where a citation stands in the message, and where its words stand in a source."""

    start_index: int = Field(description="Of its mark, such as `[1]`: code points of the content.")
    end_index: int = Field(description="Behind its mark.")
    title: str = Field(description="Of the document.")
    url: str = Field(description="Of the document; `#start-end` are the code points of the words cited in its text.")


class Annotation(BaseModel):
    """A citation, as often as its mark stands in the message."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class Message(BaseModel):
    """The answer's text, Markdown, with its citations."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = Field(
        default=None,
        description="Never set: clients take one for a fault and drop it, and an answer that the sources do not have "
        "it is one to be read. It is the content; `cs_answer.kind` and `cs_answer.refusal` tell it apart.",
    )
    annotations: list[Annotation] = []


class Choice(BaseModel):
    """The one answer there is."""

    index: Literal[0] = 0
    message: Message
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """Tokens that a chat model read and wrote for this answer, as its server counts them; 0 where none was asked."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0

    @classmethod
    def of(cls, report: Report | None) -> "Usage":
        """What a chat model's part in an answer came to."""
        if report is None:
            return cls()
        read, written = report.usage.input_tokens, report.usage.output_tokens
        return cls(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)


class Completion(BaseModel):
    """An answer as a chat completion."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Seconds since 1970.")
    model: str = MODEL
    choices: list[Choice]
    usage: Usage = Usage()
    cs_answer: Answer = Field(description="The answer as `POST /ask` gives it.")


class Model(BaseModel):
    """What answers."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = Field(default=1_795_737_600, description="Seconds since 1970: when this door was first opened.")
    owned_by: str = MODEL


class Models(BaseModel):
    """The models there are."""

    object: Literal["list"] = "list"
    data: list[Model] = [Model()]


def completion(answered: Answered, base_url: str) -> Completion:
    """An answer as a chat completion.

    Args:
        answered: the last event of an answer.
        base_url: of this service as its caller sees it, with a slash at the end.
    """
    answer = answered.answer
    message = Message(content=answer.text, annotations=_annotations(answer, base_url))
    return Completion(
        id=_new_id(),
        created=int(time.time()),
        choices=[Choice(message=message)],
        usage=Usage.of(answered.report),
        cs_answer=answer,
    )


class TakenBackError(Exception):
    """What was sent turned out not to be the answer, and cannot be taken back."""


async def chunks(
    events: AsyncIterator[Event], base_url: str, *, has_usage: bool
) -> AsyncGenerator[dict[str, Any], None]:
    """An answer as chunks of a chat completion, as it comes about.

    The first has the role, the next ones the text, then one has all annotations and the answer itself (`cs_answer`),
    and one the reason to finish. Text is held back until it is sure to stand: clients cannot take any back.

    Args:
        events: of one answer; those before the text may have gone.
        base_url: of this service as its caller sees it, with a slash at the end.
        has_usage: whether a further chunk, without choices, tells the usage.

    Raises:
        TakenBackError: text that was sure to stand does not.
    """
    head = {"id": _new_id(), "object": "chat.completion.chunk", "created": int(time.time()), "model": MODEL}
    head |= {"usage": None} if has_usage else {}
    yield head | _delta(role="assistant", content="", refusal=None)
    sent = held = ""
    async for event in events:
        if isinstance(event, Told):
            held += event.text
            if event.answers:
                yield head | _delta(content=held)
                sent, held = sent + held, ""
        elif isinstance(event, Withdrawn):
            held = ""
        elif isinstance(event, Answered):
            if not event.answer.text.startswith(sent):
                raise TakenBackError
            for piece in pieces(event.answer.text.removeprefix(sent)):
                yield head | _delta(content=piece)
            for last in _ending(event, base_url, has_usage=has_usage):
                yield head | last


def _ending(answered: Answered, base_url: str, *, has_usage: bool) -> Iterator[dict[str, Any]]:
    # All in one chunk: the clients' helpers that join the deltas cannot join lists of objects.
    annotations = [each.model_dump() for each in _annotations(answered.answer, base_url)]
    yield _delta(annotations=annotations) | {"cs_answer": answered.answer.model_dump(mode="json")}
    yield {"choices": [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}]}
    if has_usage:
        yield {"choices": [], "usage": Usage.of(answered.report).model_dump()}


def _delta(**parts: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": parts, "logprobs": None, "finish_reason": None}]}


def _new_id() -> str:
    return f"chatcmpl-{uuid4().hex}"


def _annotations(answer: Answer, base_url: str) -> list[Annotation]:
    return [_annotation(citation, mark, base_url) for mark, citation in cited(answer.text, answer)]


def _annotation(citation: Citation, mark: re.Match[str], base_url: str) -> Annotation:
    words = f"{citation.start_char_index}-{citation.end_char_index}"
    return Annotation(
        url_citation=UrlCitation(
            start_index=mark.start(),
            end_index=mark.end(),
            title=citation.document_title,
            url=f"{base_url}documents/{quote(citation.document_id)}#{words}",
        )
    )
