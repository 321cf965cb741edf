"""Whether each figure of a drafted sentence stands in a source that it cites, with the same value and unit."""

from decimal import Decimal

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from bot.verify import states
from corpus.quantities import Quantity, find_quantities


def check_numbers(draft: Draft, context: Context) -> Fault | None:
    """A figure that no cited source states and no calculator computed; what the asker gave does not count."""
    cited = [context.sources[number] for number in draft.sources]
    for quantity in find_quantities(draft.text, context.language):
        is_stated = any(
            states(source.text, source.language, quantity) or states(source.cited_text, source.cited_language, quantity)
            for source in cited
        )
        if not is_stated and not _is_computed(quantity, context):
            return Fault("number", f"the figure {quantity.text} is not in the sentences that it cites")
    return None


def _is_computed(quantity: Quantity, context: Context) -> bool:
    return quantity.value is not None and any(
        Decimal(each.value) == quantity.value and quantity.unit in ("", each.unit) for each in context.calculations
    )
