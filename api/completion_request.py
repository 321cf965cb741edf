"""What OpenAI's clients send to `POST /v1/chat/completions`: what is read, what has no effect, and what is refused.

A parameter that only shapes how a chat model writes has no effect, since the sources alone decide what is said. One
that asks for something else than a cited text is refused: to pass over it would mislead.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    WrapValidator,
)

from api.schemas import MAX_EARLIER_ANSWER, MAX_TURNS, QuestionText
from api.strict import WHOLE, Strict, StrictRequest
from bot.answer import Question, Turn

MODEL: Final = "cs-answers"
MAX_MESSAGES: Final = 2 * MAX_TURNS + 1
MAX_PARTS: Final = 100
"""Of one message."""

_UNUSED: Final = "Accepted, and has no effect."


def _or_else(told: str) -> WrapValidator:
    """Has a value that is refused be refused with these words."""

    def check(value: Any, inner: Callable[[Any], Any]) -> Any:
        try:
            return inner(value)
        except ValidationError:
            raise ValueError(told) from None

    return WrapValidator(check)


def _is_false(value: bool) -> bool:
    if value:
        raise ValueError
    return value


# WHOLE stands behind the bounds: they would be lost from the schema in front of it.
_Bias = Annotated[int, Field(ge=-100, le=100), WHOLE]
_Natural = Annotated[int, Field(ge=1), WHOLE]
_Zero = Annotated[int, Field(ge=0, le=0), WHOLE]
_One = Annotated[int, Field(ge=1, le=1), WHOLE]
_False = Annotated[bool, Field(json_schema_extra={"const": False}), AfterValidator(_is_false)]  # Literal[False] takes 0


def _unused(**bounds: Any) -> Any:
    return Field(default=None, description=_UNUSED, **bounds)


def _form(content: object) -> str:
    return "parts" if isinstance(content, list) else "string"


class QuestionPart(Strict):
    """A part of a question; the parts are read as lines of one text, of at most 2,000 characters in all."""

    type: Annotated[Literal["text"], _or_else('must be "text": images, audio and files cannot be read here')]
    text: QuestionText
    prompt_cache_breakpoint: dict[str, Any] | None = _unused()


class TextPart(Strict):
    """A part of another message."""

    type: Literal["text"]
    text: Annotated[str, Field(max_length=MAX_EARLIER_ANSWER)]
    prompt_cache_breakpoint: dict[str, Any] | None = _unused()


class RefusalPart(Strict):
    """A part of what an assistant said."""

    type: Literal["refusal"]
    refusal: Annotated[str, Field(max_length=MAX_EARLIER_ANSWER)]


_Asked = Annotated[
    Annotated[QuestionText, Tag("string")]
    | Annotated[Annotated[list[QuestionPart], Field(min_length=1, max_length=MAX_PARTS)], Tag("parts")],
    Discriminator(_form),
]
_Said = Annotated[
    Annotated[str, Field(max_length=MAX_EARLIER_ANSWER), Tag("string")]
    | Annotated[
        Annotated[list[Annotated[TextPart | RefusalPart, Discriminator("type")]], Field(max_length=MAX_PARTS)],
        Tag("parts"),
    ],
    Discriminator(_form),
]
_Unread = str | Annotated[list[dict[str, Any]], Field(max_length=MAX_PARTS)]


class UserMessage(Strict):
    """The last one is the question, those before it are earlier questions."""

    role: Literal["user"]
    content: _Asked
    name: str | None = _unused()


class AssistantMessage(Strict):
    """What was answered to the user's message before it; without one, it is passed over."""

    role: Literal["assistant"]
    content: _Said | None = None
    refusal: str | None = _unused()
    name: str | None = _unused()
    annotations: list[dict[str, Any]] | None = _unused()
    audio: dict[str, Any] | None = _unused()
    function_call: dict[str, Any] | None = _unused()
    tool_calls: list[dict[str, Any]] | None = _unused()


class OtherMessage(Strict):
    """Instructions, and what tools gave to other models: accepted and not read, since the sources alone decide."""

    role: Literal["developer", "system", "tool", "function"]
    content: _Unread | None = None
    name: str | None = None
    tool_call_id: str | None = None


_Message = Annotated[UserMessage | AssistantMessage | OtherMessage, Discriminator("role")]


def _has_a_question(messages: list[_Message]) -> list[_Message]:
    if not any(isinstance(message, UserMessage) for message in messages):
        raise ValueError('must hold a message whose role is "user": the last of them is the question')
    return messages


class StreamOptions(Strict):
    """How a stream is sent."""

    include_usage: bool | None = Field(default=None, description="Whether a last chunk tells the usage.")
    include_obfuscation: bool | None = _unused()


class TextFormat(Strict):
    """Text, which is Markdown with `[n]` where a citation belongs."""

    type: Literal["text"]


class _WithoutEffect(StrictRequest):
    frequency_penalty: float | None = _unused(ge=-2, le=2)
    functions: list[dict[str, Any]] | None = _unused(max_length=128)
    logit_bias: dict[str, _Bias] | None = _unused()
    max_completion_tokens: _Natural | None = Field(
        default=None, description=f"{_UNUSED} Answers are short, and never cut off from their citations."
    )
    max_tokens: _Natural | None = _unused()
    metadata: (
        dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=512)]] | None
    ) = _unused(max_length=16)  # fmt: skip
    parallel_tool_calls: bool | None = _unused()
    prediction: dict[str, Any] | None = _unused()
    presence_penalty: float | None = _unused(ge=-2, le=2)
    prompt_cache_key: str | None = _unused()
    prompt_cache_options: dict[str, Any] | None = _unused()
    prompt_cache_retention: str | None = _unused()
    reasoning_effort: str | None = _unused()
    safety_identifier: str | None = _unused()
    seed: Annotated[int, WHOLE] | None = Field(
        default=None, description=f"{_UNUSED} The same question has the same answer without it."
    )
    service_tier: str | None = _unused()
    stop: Annotated[
        str | Annotated[list[str], Field(max_length=4)] | None, _or_else("must be a string, or at most 4 of them")
    ] = _unused()
    temperature: float | None = _unused(ge=0, le=2)
    tools: list[dict[str, Any]] | None = Field(
        default=None, max_length=128, description=f"{_UNUSED} This model calls none; it calculates by itself."
    )
    top_p: float | None = _unused(ge=0, le=1)
    user: str | None = _unused()
    verbosity: str | None = _unused()


class _Limited(_WithoutEffect):
    audio: Annotated[None, _or_else("must be left out: answers are text")] = None
    function_call: Annotated[
        Literal["none", "auto"] | None, _or_else('must be "none" or "auto": this model calls no functions')
    ] = None
    logprobs: Annotated[
        _False | None, _or_else("must be false: answers are quoted from sources, not drawn from probabilities")
    ] = None
    modalities: Annotated[
        Annotated[list[Literal["text"]], Field(min_length=1, max_length=1)] | None,
        _or_else('must be ["text"]: answers are text'),
    ] = None
    moderation: Annotated[None, _or_else("must be left out: nothing is moderated here")] = None
    n: Annotated[_One | None, _or_else("must be 1: a question has one answer")] = None
    response_format: Annotated[
        TextFormat | None,
        _or_else('must be {"type": "text"}: the answer is text; the response has it as data too, in cs_answer'),
    ] = None
    store: Annotated[_False | None, _or_else("must be false: completions are not stored here")] = None
    tool_choice: Annotated[
        Literal["none", "auto"] | None,
        _or_else('must be "none" or "auto": this model calls no tools; POST /tools/{name} runs the calculators'),
    ] = None
    top_logprobs: Annotated[_Zero | None, _or_else("must be 0: there are no log probabilities")] = None
    web_search_options: Annotated[None, _or_else("must be left out: only the sources here are searched")] = None


class CompletionRequest(_Limited):
    """A conversation whose last user message is the question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": MODEL, "messages": [{"role": "user", "content": "What is a good NRR?"}]},
                {
                    "model": MODEL,
                    "messages": [
                        {"role": "system", "content": "You are a helpful assistant."},
                        {"role": "user", "content": "Wat is een goede NRR?"},
                        {"role": "assistant", "content": "..."},
                        {"role": "user", "content": [{"type": "text", "text": "En GRR?"}]},
                    ],
                    "stream": True,
                    "stream_options": {"include_usage": True},
                },
            ]
        }
    )

    model: str = Field(json_schema_extra={"enum": [MODEL]})
    messages: Annotated[
        list[_Message],
        Field(
            min_length=1,
            max_length=MAX_MESSAGES,
            description="Oldest first. The last of the user's is the question; what stands behind it is not read.",
            json_schema_extra={"contains": {"properties": {"role": {"const": "user"}}, "required": ["role"]}},
        ),
        AfterValidator(_has_a_question),
    ]
    stream: bool | None = Field(default=None, description="Whether the answer is sent as server-sent events.")
    stream_options: StreamOptions | None = Field(default=None, description="Has no effect without `stream`.")

    def as_question(self) -> Question:
        """The question as the chain takes it, with the conversation before it."""
        turns: list[Turn] = []
        for message in self.messages:
            if isinstance(message, UserMessage):
                turns.append(Turn(question=_joined(message.content)))
            elif isinstance(message, AssistantMessage) and turns:
                said = [turns[-1].answer, _joined(message.content or "")]
                turns[-1] = Turn(question=turns[-1].question, answer="\n\n".join(filter(None, said)))
        return Question(text=turns[-1].question, history=tuple(turns[:-1]))


def _joined(content: str | Sequence[QuestionPart | TextPart | RefusalPart]) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(part.refusal if isinstance(part, RefusalPart) else part.text for part in content)
