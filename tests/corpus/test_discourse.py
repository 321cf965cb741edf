"""What a sentence does for its neighbours, in six languages."""

import pytest

from corpus.discourse import announces, gives_answer, leans_on_previous


@pytest.mark.parametrize(
    ("language", "sentence", "leans"),
    [
        ("en", "This depends on the product.", True),
        ("en", "“But why,” he asked.", True),
        ("en", "Thistles grow.", False),
        ("en", "The average NPS is 35.", False),
        ("nl", "Hierdoor kunt u een traject creëren.", True),
        ("nl", "Het laat ook zien dat dit zo is.", True),
        ("nl", "Het gemiddelde is 35.", False),
        ("ar", "ولهذا السبب يسمح لك بذلك.", True),
        ("ar", "متوسط NPS هو 35.", False),
        ("de", "Aber so ist es.", True),
        ("fr", "Cela dépend.", True),
        ("es", "Por eso crece.", True),
        ("xx", "This is in no language that we know.", False),
        ("en", "", False),
    ],
)
def test_a_sentence_that_points_back_leans(language: str, sentence: str, leans: bool) -> None:
    assert leans_on_previous(sentence, language) is leans


@pytest.mark.parametrize(
    ("sentence", "only_announces"),
    [
        ("On to the next burning question.", True),
        ("Volgende topvraag:", True),
        ("السؤال الأهم التالي:", True),
        ("Die nächste Frage.", True),
        ("Zowel Nick als Jason waren het eens over deze vraag en het antwoord is dit: ken het product.", False),
        ("اتفق كل من نيك وجيسون على هذا السؤال والإجابة هي: نعم.", False),
        ("The average NPS is 35.", False),
    ],
)
def test_a_sentence_about_a_question_is_no_answer(sentence: str, only_announces: bool) -> None:
    assert announces(sentence) is only_announces


@pytest.mark.parametrize(
    ("sentence", "answers"),
    [
        ("One way people answer this question is as a percentage.", True),
        ("Zowel Nick als Jason waren het eens over deze vraag en het antwoord is dit: ken het product.", True),
        ("اتفق كل من نيك وجيسون على هذا السؤال والإجابة هي: نعم.", True),
        ("On to the next burning question.", False),
        ("So there is your answer.", False),
        ("The average NPS is 35.", False),
    ],
)
def test_a_sentence_that_calls_itself_the_answer(sentence: str, answers: bool) -> None:
    assert gives_answer(sentence) is answers
