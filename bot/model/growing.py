"""Objects by a JSON schema, from the pieces in which a model writes them."""

from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.outputs import Generation
from langchain_core.runnables import Runnable, RunnableSequence


class Growing:
    """Hands over the state of one object whenever it has changed."""

    def __init__(
        self,
        model: BaseChatModel,
        schema: Mapping[str, Any],
        options: Mapping[str, Any],
        emit: Callable[[Mapping[str, Any]], None],
    ) -> None:
        """Begins with nothing.

        Args:
            model: that writes it.
            schema: of the object, with a title.
            options: of structured output, beside schema and method.
            emit: takes a state.
        """
        self._model, self._schema, self._options, self._emit = model, schema, options, emit
        self._text = ""
        self._parser = JsonOutputParser()
        self._state: Mapping[str, Any] | None = None

    def start(self) -> Runnable[Any, Any]:
        """The model, bound to the schema; what it wrote in an earlier attempt is forgotten.

        It is the first step of LangChain's sequence; what follows it differs between versions and providers, and is
        left aside: what the model writes is JSON.
        """
        made = self._model.with_structured_output(dict(self._schema), method="json_schema", **self._options)
        if not isinstance(made, RunnableSequence):
            raise TypeError("no sequence that begins with the model")
        self._text, self._state = "", None
        return made.first

    def take(self, piece: AIMessage) -> None:
        """Takes a piece of the text; one of another thing than an object changes nothing."""
        if not (text := str(piece.text)):
            return
        self._text += text
        state = self._parser.parse_result([Generation(text=self._text)], partial=True)
        if isinstance(state, dict) and state != self._state:
            self._state = state
            self._emit(state)
