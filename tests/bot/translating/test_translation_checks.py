"""What is wrong with a translation by its words: figures, language, names, form and length."""

import pytest

from bot.translating.checks import objection
from bot.translating.names import Names, names_of
from bot.translating.untranslated import Untranslated
from corpus.types import Document, Role, Sentence


def source_of(text: str, language: str, role: Role = Role.STATEMENT) -> Untranslated:
    """A sentence of a document that has no other."""
    sentence = Sentence("d", "1", 0, 0, len(text), role, 0, text)
    (names,) = names_of([sentence], language)
    return Untranslated(Document("d", "w", language, "T", "", None, None, 0, text), sentence, (), (), names)


def reason(text: str, language: str, translation: str, into: str, *, is_last: bool = False) -> str | None:
    found = objection(source_of(text, language), translation, into, is_last=is_last)
    return found.reason if found else None


_NL = "De mediaan is 106% en het gemiddelde $ 2,5 miljoen in 2024, zegt Nick Mehta van Gainsight."


@pytest.mark.parametrize(
    ("text", "language", "translation", "into"),
    [
        (_NL, "nl", "La médiane est de 106 % et la moyenne de 2,5 millions de dollars en 2024, selon Nick Mehta de "
         "Gainsight.", "fr"),
        (_NL, "nl", "Der Median liegt bei 106 % und der Durchschnitt bei 2,5 Millionen Dollar im Jahr 2024, sagt Nick "
         "Mehta von Gainsight.", "de"),
        (_NL, "nl", "يبلغ الوسيط 106% والمتوسط 2.5 مليون دولار في عام 2024، كما يقول نيك ميهتا من غينسايت.", "ar"),
        ("النسبة XNUMX% لدى شركة SaaS.", "ar", "Le taux est de XNUMX% dans une entreprise SaaS.", "fr"),
        ("We have five editions, and it is very easy.", "en", "Nous avons cinq éditions, et c'est très facile.", "fr"),
        ("Call us at 14:30 on 12-03-2024 for version 3.2.1.", "en",
         "Appelez-nous à 14:30 le 12-03-2024 pour la version 3.2.1.", "fr"),
        ("Goed.", "nl", "Bien.", "fr"),
        ("SaaStr", "nl", "SaaStr", "fr"),
        ("See https://example.org/a [3].", "en", "Voir https://example.org/a [3].", "fr"),
        ("Wij meten tevredenheid.", "nl", "我们衡量客户满意度。", "zh"),
    ],
)  # fmt: skip
def test_a_faithful_translation_passes(text: str, language: str, translation: str, into: str) -> None:
    assert objection(source_of(text, language), translation, into) is None


@pytest.mark.parametrize(
    ("text", "language", "translation", "wrong"),
    [
        ("De mediaan is 106%.", "nl", "La médiane est de 116 %.", "figures"),
        ("De mediaan is 106%.", "nl", "La médiane est de 106 points.", "figures"),
        ("De mediaan is 106%.", "nl", "La médiane est de 106 %, soit 6 % de plus.", "figures"),
        ("De mediaan is 106% en 100%.", "nl", "La médiane est de 106 %.", "figures"),
        ("De mediaan is 100%, niet 100%.", "nl", "La médiane est de 100 %.", "figures"),
        ("Het kost $ 5 miljoen.", "nl", "Cela coûte 5 milliards de dollars.", "figures"),
        ("Het kost $ 5 miljoen.", "nl", "Cela coûte 5 millions d'euros.", "figures"),
        ("Het kost 1.500 euro.", "nl", "Cela coûte 1,5 euro.", "figures"),
        ("Dat duurt vijf maanden.", "nl", "Cela dure quinze mois.", "figures"),
        ("النسبة XNUMX% هنا في الشركة.", "ar", "Le taux est ici de 106 % dans l'entreprise.", "figures"),
        ("النسبة XNUMX% هنا في الشركة.", "ar", "Le taux est ici de YNUMX% dans l'entreprise.", "figures"),
        ("النسبة XNUMX% هنا في الشركة.", "ar", "Le taux est ici élevé dans l'entreprise.", "figures"),
        ("Call us on 12-03-2024 about it.", "en", "Appelez-nous à ce sujet le 12-04-2024.", "figures"),
        ("Take version 3.2.1 of it.", "en", "Prenez la version 3.2.2 du produit.", "figures"),
        ("De mediaan is hoog bij ons.", "nl", "The median is high with us.", "language"),
        ("De mediaan is hoog bij ons.", "nl", "De mediaan is hoog bij ons.", "language"),
        ("De mediaan is hoog, en dat is bij ons altijd zo geweest.", "nl",
         "La médiane est élevée, en dat is bij ons altijd zo geweest.", "language"),
        ("Dat zegt Gainsight ook altijd.", "nl", "C'est aussi ce que dit toujours Gainside.", "names"),
        ("Onze NRR is hoog.", "nl", "Notre rétention est élevée.", "names"),
        ("Dat staat bij LinkedIn en op SaaStr.", "nl", "Cela figure sur LinkedIn et sur Sastre.", "names"),
        ("يقول Nick ذلك دائمًا.", "ar", "C'est ce que dit toujours Nicolas.", "names"),
        ("Het is goed.", "nl", "C'est bien, voir www.example.org.", "form"),
        ("Het is goed.", "nl", "C'est bien, écrivez à moi@example.org.", "form"),
        ("Het is goed.", "nl", "C'est bien, voir exemple.com.", "form"),
        ("Het is goed.", "nl", "C'est bien ![x](data:y)", "form"),
        ("Het is goed.", "nl", "<b>C'est bien.</b>", "form"),
        ("Het is goed.", "nl", "`C'est bien.`", "form"),
        ("Het is goed [2].", "nl", "C'est bien [3].", "form"),
        ("Het is goed [2].", "nl", "C'est bien [2][2].", "form"),
        ("Het is goed [2].", "nl", "C'est bien.", "figures"),
        ("Het is goed.", "nl", "« C'est bien. »", "form"),
        ("Het is goed.", "nl", "Traduction : c'est bien.", "form"),
        ("Het is goed.", "nl", "C'est\u202e bien.", "form"),
        ("Het is goed.", "nl", "C'est\u200b bien.", "form"),
        ("Het is goed.", "nl", " ", "form"),
        ("Het is goed.", "nl", "C'est bien, et il faut ajouter que cela vaut pour tous les clients.", "length"),
        ("Het is goed, en daar valt nog heel veel meer over te zeggen, wat we hieronder dan ook doen.", "nl",
         "C'est bien.", "length"),
    ],
)  # fmt: skip
def test_an_unfaithful_one_does_not(text: str, language: str, translation: str, wrong: str) -> None:
    assert reason(text, language, translation, "fr") == wrong
    assert reason(text, language, translation, "fr", is_last=True) == wrong


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        (
            "Dat zeggen ook de heer en mevrouw Anna Visser.",
            "C'est aussi ce que disent monsieur et madame Anne Pêcheur.",
        ),
        ("Dat geldt in de VS ook.", "Cela vaut aussi aux États-Unis."),
        ("Conclusie", "Conclusie"),
    ],
)
def test_what_may_be_right_is_asked_about_once(text: str, translation: str) -> None:
    assert reason(text, "nl", translation, "fr") in ("names", "language")
    assert reason(text, "nl", translation, "fr", is_last=True) is None


def test_the_detail_tells_the_model_what_to_do() -> None:
    found = objection(source_of("De mediaan is 106%.", "nl"), "La médiane est de 116 %.", "fr")
    assert found is not None
    assert (
        found.detail
        == "it lacks 106% and has 116 %, which the sentence lacks; write figures and units as the sentence does"
    )
    found = objection(source_of("Dat zegt Gainsight ook altijd.", "nl"), "Il le dit toujours aussi.", "fr")
    assert found is not None
    assert found.detail == "it must keep Gainsight as written"


def _names(*texts: str, language: str) -> list[Names]:
    return names_of([Sentence("d", "1", i, 0, 1, Role.STATEMENT, 0, t) for i, t in enumerate(texts)], language)


def test_names_are_known_in_the_whole_document() -> None:
    first, second, third = _names(
        "Dat zegt Anna Visser over de VS.", "Visser heeft gelijk.", "Een visser is geen Anna.", language="nl"
    )
    assert first == Names(frozenset(), frozenset({"Anna", "VS"})), "a visser is a word as well"
    assert second == Names(frozenset(), frozenset())
    assert third.likely == {"Anna"}


def test_titles_german_nouns_and_shouting_are_no_names() -> None:
    assert _names("How Do We Measure Customer Health", language="en") == [Names(frozenset(), frozenset())]
    assert _names("Das sind Große Kunden Der Firma.", language="de") == [Names(frozenset(), frozenset())]
    assert _names("THIS IS NOT GOOD", language="en") == [Names(frozenset(), frozenset())]


def test_latin_words_in_another_script_are_names() -> None:
    assert _names("يقول Nick إن churn مهم لفريق CS.", language="ar") == [Names(frozenset({"Nick", "CS"}), frozenset())]
