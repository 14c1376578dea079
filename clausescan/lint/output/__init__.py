"""How a check's result is written: one module a format, each with `render(result, lang=…) -> str`."""
