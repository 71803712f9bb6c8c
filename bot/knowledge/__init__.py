"""Files -> articles and pairs, with every problem found. The only room that parses YAML.

Its doors: `model` (the values, pure), `loader.load` and `check.check` (a folder), `coverage.coverage` (pure),
`schema.pair_schema`. They are imported one by one: `model` must not cost those who only need the values a YAML parser.
"""
