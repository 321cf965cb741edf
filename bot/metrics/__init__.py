"""The calculators: pure functions on exact numbers, which know nothing of chat or HTTP. `bot.tools` lists them."""
