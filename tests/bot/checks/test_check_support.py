"""What a drafted sentence may do with the words of the sentence that it cites, and what it may not."""

import pytest

from bot.checks.draft import Context, Draft, Source
from bot.checks.support import check_support

_RIGHT = [
    ("en", "The garage closes at noon on Fridays.", "On Fridays the garage closes at noon."),
    ("en", "Nurses may swap a shift if the ward agrees.", "If the ward agrees, nurses may swap a shift."),
    ("en", "The trial did not lower the fever.", "The fever was not lowered by the trial."),
    (
        "en",
        "Most orchards were sold because the frost ruined the crop.",
        "Frost ruined the harvest, so most orchards were sold.",
    ),
    ("nl", "De meeste fietsers dragen geen helm.", "Een helm dragen de meeste fietsers niet."),
    ("nl", "Leden betalen niets als ze voor mei opzeggen.", "Als leden voor mei opzeggen, betalen ze niets."),
    ("ar", "لا تفتح المكتبة أبوابها يوم الجمعة.", "يوم الجمعة لا تفتح المكتبة أبوابها."),
    ("ar", "يزور معظم السياح القلعة القديمة صباحًا.", "معظم السياح يزورون القلعة القديمة صباحًا."),
]
_WRONG = [
    (
        "en",
        "The garage closes at noon on Fridays.",
        "The garage closes at noon on Fridays and sells tyres.",
        "do not say: sells, tyres",
    ),
    ("en", "The trial did not lower the fever.", "The trial lowered the fever.", "denied"),
    ("en", "The trial lowered the fever.", "The trial did not lower the fever.", "denied"),
    ("en", "Rents rose in the spring.", "Rents fell in the spring.", "fell"),
    ("en", "Most trams are full in the morning.", "Trams are full in the morning.", "leaves out “Most”"),
    ("en", "Some trams are full.", "All trams are full.", "do not say “All”"),
    ("en", "The mayor may open the bridge.", "The mayor must open the bridge.", "do not say “must”"),
    ("en", "The mayor plans to open the bridge.", "The mayor opened the bridge.", "leaves out “plans”"),
    ("en", "Nurses swap a shift if the ward agrees.", "Nurses swap a shift.", "leaves out the condition “if”"),
    ("en", "Nurses swap a shift.", "Nurses swap a shift if the ward agrees.", "agrees"),
    (
        "en",
        "The flood closed the road because the dam broke.",
        "The dam broke because the flood closed the road.",
        "turns a cause",
    ),
    ("en", "The fox chased the hound.", "The hound chased the fox.", "changed places"),
    ("en", "The barge is longer than the ferry.", "The ferry is longer than the barge.", "changed places"),
    ("en", "She called the plan bold.", "She called the plan “a bold mistake”.", "do not say: mistake"),
    ("nl", "De meeste fietsers dragen een helm.", "Fietsers dragen een helm.", "leaves out “meeste”"),
    ("nl", "De brug gaat niet open bij storm.", "De brug gaat open bij storm.", "denied"),
    ("nl", "De huren stegen in het voorjaar.", "De huren daalden in het voorjaar.", "daalden"),
    ("ar", "لا تفتح المكتبة أبوابها يوم الجمعة.", "تفتح المكتبة أبوابها يوم الجمعة.", "denied"),
    ("ar", "ارتفعت الإيجارات في الربيع.", "انخفضت الإيجارات في الربيع.", "انخفضت"),
    ("ar", "يزور معظم السياح القلعة.", "يزور السياح القلعة.", "leaves out “معظم”"),
]


def _fault(language: str, source: str, draft: str) -> str | None:
    sources = {1: Source(1, source, language, source, language)}
    found = check_support(Draft(draft, (1,)), Context(language, sources, ()))
    return found.detail if found else None


@pytest.mark.parametrize(("language", "source", "draft"), _RIGHT)
def test_what_says_the_same_in_the_sources_words_passes(language: str, source: str, draft: str) -> None:
    assert _fault(language, source, draft) is None
    assert _fault(language, source, source) is None


@pytest.mark.parametrize(("language", "source", "draft", "detail"), _WRONG)
def test_what_says_something_else_is_told(language: str, source: str, draft: str, detail: str) -> None:
    assert detail in (_fault(language, source, draft) or "")
    assert _fault(language, source, source) is None
