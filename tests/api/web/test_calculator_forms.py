"""The calculators as forms, made of their JSON Schemas."""

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.serving import Served
from tests.api.web.conftest import Visits

_NRR = {"starting_arr": "2.0M", "expansion": "300k", "contraction": "50k", "churn": "100000"}


def _open(page: Page, title: str) -> Locator:
    page.click("#calculators")
    page.locator(".calculators .offer", has_text=title).first.click()
    form = page.locator("form.calculator")
    form.wait_for()
    return form


def _fill(form: Locator, values: dict[str, str]) -> None:
    for name, value in values.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[type=submit]").click()


def test_every_calculator_gives_the_services_result_for_its_examples(visits: Visits, service: Served) -> None:
    page = visits.open()
    page.click("#calculators")
    tools = httpx.get(f"{service.url}/tools").json()["tools"]
    expect(page.locator(".calculators .offer")).to_have_count(len(tools))
    for place, tool in enumerate(tools):
        page.locator(".calculators .offer").nth(place).click()
        form = page.locator(f"form[data-calculator={tool['name']}]")
        schema = tool["input_schema"]
        examples = {name: schema["properties"][name]["examples"][0] for name in schema["required"]}
        for name, example in examples.items():
            typed = ", ".join(map(str, example)) if isinstance(example, list) else str(example)
            expect(form.locator(f"[name={name}]")).to_have_attribute("placeholder", f"e.g. {typed}")
            form.locator(f"[name={name}]").fill(typed)
        form.locator("[type=submit]").click()
        expected = httpx.post(f"{service.url}/tools/{tool['name']}", json=examples).json()
        shown = form.locator(".result").inner_text().replace(",", "")
        assert str(expected["value"]) in shown, tool["name"]
        expect(form.locator(".formula").first).to_have_text(expected["formula"])
        form.locator(".back").click()


@pytest.mark.parametrize("language", ["en", "nl", "ar"])
def test_the_form_speaks_the_language(visits: Visits, service: Served, language: str) -> None:
    page = visits.open(language=language)
    tool = httpx.get(f"{service.url}/tools", params={"language": language}).json()["tools"][0]
    form = _open(page, tool["title"])
    for name, label in tool["labels"].items():
        expect(form.locator(".field", has=page.locator(f"[name={name}]")).locator("label")).to_have_text(label)
    _fill(form, _NRR)
    expect(form.locator(".result")).to_have_text("107,5%" if language == "nl" else "107.5%")
    expect(form.locator(".inputs dt").first).to_have_text(tool["labels"]["starting_arr"])
    figures = form.locator(".formula").nth(1)
    expect(figures).to_contain_text("2.000.000" if language == "nl" else "2,000,000")


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [("en", "1,500", "1,500"), ("nl", "1.500", "1.500"), ("ar", "١٬٥٠٠", "1,500"), ("en", "1500", "1,500")],
)
def test_figures_are_read_as_the_language_writes_them(visits: Visits, language: str, typed: str, read: str) -> None:
    page = visits.open(language=language)
    page.click("#calculators")
    page.locator(".calculators .offer").nth(2).click()
    form = page.locator("form[data-calculator=logo_retention]")
    _fill(form, {"starting_customers": typed, "lost_customers": "9"})
    expect(form.locator(".inputs dd").first).to_have_text(read)


def test_what_is_wrong_stands_at_its_field(visits: Visits) -> None:
    page = visits.open(language="nl", refusals=(422,))
    form = _open(page, "NRR")
    _fill(form, _NRR | {"churn": "-5", "expansion": ""})
    expansion, churn = form.locator("[name=expansion]"), form.locator("[name=churn]")
    expect(expansion).to_be_focused()
    expect(expansion).to_have_accessible_description("Dit cijfer is nodig.")
    expansion.fill("300k")
    form.locator("[type=submit]").click()
    expect(churn).to_be_focused()
    expect(churn).to_have_attribute("aria-invalid", "true")
    expect(expansion).not_to_have_attribute("aria-invalid", "true")
    error = form.locator(".field:has([name=churn]) .field-error")
    expect(error).to_contain_text("-5")
    expect(error.locator("span")).to_have_attribute("lang", "nl")
    churn.fill("100k")
    form.locator("[type=submit]").click()
    expect(form.locator(".result")).to_have_text("107,5%")
    expect(error).to_be_empty()


def test_what_was_typed_outlives_the_panel_and_the_language(visits: Visits) -> None:
    page = visits.open()
    _open(page, "Net revenue retention").locator("[name=starting_arr]").fill("2.0M")
    page.select_option("#language", "ar")
    expect(page.locator("form.calculator [name=starting_arr]")).to_have_value("2.0M")
    expect(page.locator("form.calculator h3")).to_contain_text("صافي الاحتفاظ بالإيرادات")
    page.keyboard.press("Escape")
    expect(page.locator("#calculators")).to_be_focused()


@pytest.mark.parametrize(
    ("language", "cost", "told"),
    [("en", "800", "1 month"), ("en", "9000", "11.25 months"), ("nl", "800", "1 maand"), ("ar", "2400", "3 أشهر")],
)
def test_a_unit_agrees_with_its_number(visits: Visits, language: str, cost: str, told: str) -> None:
    page = visits.open(language=language)
    page.click("#calculators")
    page.locator(".calculators .offer", has_text="CAC").first.click()
    form = page.locator("form[data-calculator=cac_payback]")
    _fill(form, {"cac": cost, "monthly_revenue": "1000", "gross_margin": "80"})
    expect(form.locator(".result")).to_have_text(told)
