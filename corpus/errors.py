"""One small tree of errors; each message says what was given, what is allowed and what to do.

The class is the policy: the front doors show `str(error)` to people and choose an exit
status or an HTTP status by class. Nothing else is raised on purpose.
"""


class CSAnswersError(Exception):
    """Anything a user can mend; its message is one clear paragraph."""


class SettingsError(CSAnswersError):
    """A setting has a value that is not allowed."""


class QuestionError(CSAnswersError):
    """A question that cannot be read: empty, blank, or too long."""


class SourceError(CSAnswersError):
    """A source, or the list of sources, that cannot be read."""


class StoreError(CSAnswersError):
    """The knowledge base on disk cannot be used as it is."""


class StoreMissingError(StoreError):
    """Nothing has been ingested yet."""


class StoreBusyError(StoreError):
    """Another process is writing; trying again later helps."""


class NotReadyError(StoreError):
    """The service is up, and its knowledge base is not yet; trying again later helps."""


class StoreDamagedError(StoreError):
    """The stores disagree or are not ours; a rebuild helps."""


class ModelMismatchError(StoreError):
    """The index was made with another embedding model than the one in use."""


class EmbedderError(CSAnswersError):
    """An embedding model cannot be used."""


class MissingExtraError(EmbedderError):
    """An optional dependency is not installed; the message has the command."""


class UnknownEmbedderError(EmbedderError):
    """`CSA_EMBEDDINGS` names a model that cannot be found."""


class EvaluationError(CSAnswersError):
    """Questions with known answers, a saved run or outside data cannot be used as they are."""


class ChatModelError(CSAnswersError):
    """The chat model cannot be used as it is configured."""


class MissingProviderError(ChatModelError):
    """The package for a chat model's provider is not installed; the message has the command."""
