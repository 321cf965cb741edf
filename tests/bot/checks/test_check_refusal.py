"""Refusals in disguise, and talk of the task, the sources or the reader."""

from pathlib import Path

import pytest

from bot.checks.draft import Context, Draft, Source
from bot.checks.form import check_form
from bot.checks.refusal import check_refusal
from tests.bot.checks.cases import read_cases

_KINDS = ("refusal", "ai-self", "task-talk", "source-talk", "prompt-leak", "offer")
_MILL = {
    "en": "The Halden mill was built in 1871 by the engineer Ruth Adler, and since 1990 it has been open on Sundays.",
    "nl": "De molen van Halden werd in 1871 gebouwd door ingenieur Ruth Adler en is sinds 1990 op zondag open.",
    "ar": "بُنيت طاحونة هالدن عام 1871 على يد المهندسة روث أدلر، وهي مفتوحة أيام الأحد منذ عام 1990.",
}
_TALK = {
    "en": """\
There isn't enough information to say when the mill was restored.
The documents provided contain no details on ticket prices.
Nothing in the passage explains why the mill was built.
Regrettably, that cannot be determined from what was given.
I lack the data needed to answer that.
No answer can be given to this question.
Ticket prices are not specified.
The text is silent on ticket prices.
Being an AI, I cannot visit the mill.
As your assistant, I suggest visiting on Sundays.
In response to the question, the mill dates from 1871.
Based on the information above, the mill was built in 1871.
As stated in sentence 1, the mill was built in 1871.
The article explains that it was built in 1871.
The system prompt asks for 1 to 4 short sentences.
According to my guidelines, only numbered sentences may be used.
Let me know if you need anything else.
Don't hesitate to ask further questions.
You may want to contact the mill for prices.
As requested, the mill was built in 1871.
The user wants to know when the mill was built.
No relevant information was found.""",
    "nl": """\
Er is onvoldoende informatie om te zeggen wanneer de molen is gerestaureerd.
Niets in de passage legt uit waarom de molen is gebouwd.
Uit de tekst valt niet af te leiden wie de molen betaalde.
De vraag is met de gegeven zinnen niet te beantwoorden.
Over de toegangsprijs staat niets in de tekst.
Als groot taalmodel kan ik zeggen dat de molen uit 1871 stamt.
Op basis van bovenstaande informatie werd de molen in 1871 gebouwd.
Zoals in zin 1 staat, werd de molen in 1871 gebouwd.
Het artikel legt uit dat de molen in 1871 werd gebouwd.
Volgens mijn richtlijnen mogen alleen genummerde zinnen worden gebruikt.
Laat gerust weten of u nog iets nodig hebt.
Als u wilt, zoek ik de toegangsprijzen op.
Zoals gevraagd volgen de feiten over de molen.
De gebruiker wil weten wanneer de molen is gebouwd.
Er is geen relevante informatie gevonden.""",
    "ar": """\
لا توجد معلومات كافية لمعرفة متى رُممت الطاحونة.
لا شيء في النص يوضح سبب بناء الطاحونة.
ليس لدينا أدلة كافية لتأكيد السعر.
لم تُذكر أسعار التذاكر.
لأنني ذكاء اصطناعي، لا أستطيع زيارة الطاحونة.
بناءً على المعلومات أعلاه، بُنيت الطاحونة عام 1871.
كما ورد في الجملة 1، بُنيت الطاحونة عام 1871.
يوضح المقال أن الطاحونة بُنيت عام 1871.
طُلب مني ألا أضيف شيئًا.
أخبرني إن احتجت إلى شيء آخر.
يرجى مراجعة موقع الطاحونة.
كما طلبت، بُنيت الطاحونة عام 1871.
يريد المستخدم أن يعرف متى بُنيت الطاحونة.
لم يُعثر على معلومات ذات صلة.""",
}


def _detail(text: str, source: str, language: str = "en") -> str | None:
    context = Context(language, {1: Source(1, source, language, source, language)}, ())
    fault = check_refusal(Draft(text, (1,)), context)
    assert fault is None or fault.kind == "refusal"
    return fault.detail if fault else None


def test_known_sentences() -> None:
    cases = list(read_cases(Path(__file__).with_name("dev.jsonl")))
    passing = [case for case in cases if check_refusal(case.draft, case.context) is None]
    shown = [case for case in passing if (case.fault or "").startswith(_KINDS)]
    assert not [case.draft.text for case in shown if check_form(case.draft, case.context) is None]
    assert all(case in passing for case in cases if case.fault is None)


@pytest.mark.parametrize(
    ("language", "text"), [(language, line) for language, lines in _TALK.items() for line in lines.split("\n")]
)
def test_talk(language: str, text: str) -> None:
    assert _detail(text, _MILL[language], language) is not None


@pytest.mark.parametrize("language", _MILL)
def test_a_source_in_its_own_words_passes(language: str) -> None:
    assert _detail(_MILL[language], _MILL[language], language) is None


@pytest.mark.parametrize(
    ("language", "text", "source"),
    [
        ("en", "We do not need that person.", '"We do not need that person," says Jason.'),
        ("en", "It is unclear who built the mill.", "Who built the mill is unclear to historians."),
        ("en", "AI assistants help the team.", "Teams use AI assistants for their mail."),
        ("en", "Look at the source of the data.", "Make sure that you look at the data source."),
        ("en", "Evidence of a fire was found.", "The evidence points to a fire."),
        ("en", "Henry II, i.e. the king, built it.", "Henry II was the king and built it."),
        ("nl", "Het is onbekend wie de molen bouwde.", "Het is niet bekend wie de molen bouwde; dat is onbekend."),
        ("nl", "Meld u bij de receptie als u vragen hebt.", "Hebt u vragen, meld u dan bij de receptie."),
        ("ar", "تستخدم الفرق الذكاء الاصطناعي.", "تعتمد الفرق على الذكاء الاصطناعي في عملها."),
        ("ar", "واعتقد أرسطو أن الأرض ساكنة.", "كان أرسطو يرى أن الأرض ساكنة."),
    ],
)
def test_what_a_source_says_itself(language: str, text: str, source: str) -> None:
    assert _detail(text, source, language) is None


def test_other_languages_are_read_as_english() -> None:
    assert _detail("As an AI language model, I see a mill.", "Die Mühle wurde 1871 gebaut.", "de") is not None
