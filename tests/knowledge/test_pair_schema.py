"""The JSON Schema that editors use says what the loader says."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from knowledge_folders import pair_problems

from bot.knowledge.schema import pair_schema

SHIPPED = Path(__file__).parents[2] / "knowledge"
MODELINE = "# yaml-language-server: $schema=../pairs.schema.json"


def accepts(text: str) -> bool:
    checker = jsonschema.Draft202012Validator(pair_schema())
    return checker.is_valid(yaml.safe_load(text))


def test_the_shipped_schema_is_that_of_the_models():
    """If not: python -m bot.knowledge.schema > knowledge/pairs.schema.json."""
    assert json.loads((SHIPPED / "pairs.schema.json").read_text(encoding="utf-8")) == pair_schema()


def test_the_schema_is_a_valid_one():
    jsonschema.Draft202012Validator.check_schema(pair_schema())


@pytest.mark.parametrize("path", sorted((SHIPPED / "pairs").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_pairs_fit_the_schema_and_name_it(path):
    text = path.read_text(encoding="utf-8")
    assert accepts(text)
    assert text.startswith(MODELINE)


def test_every_key_has_a_description_for_the_editor():
    schema = pair_schema()
    keys = [key for form in [schema, *schema["$defs"].values()] for key in [form, *form["properties"].values()]]
    assert [key for key in keys if not key.get("description")] == []


def test_a_missing_value_is_no_null():
    """An editor must not offer what the loader refuses."""
    assert "null" not in json.dumps(pair_schema())


PAIR = "pairs:\n  - id: x\n    question: 问?\n    excerpts: [清廉衡东]\n"

FORMS = {
    "a pair": PAIR,
    "no pairs": "pairs: []",
    "all of an article": 'article: {title: a, publisher: b, published: "2023", dateline: c, authors: [d], url: "https://e"}',
    "all of a pair": PAIR + "    phrasings: [a]\n    note: b\n    topic: c\n    related: [x, a/x]\n",
    "an occurrence": PAIR.replace("[清廉衡东]", "[{text: 清廉衡东, occurrence: 1}]"),
    "unknown key": PAIR + "    answer: x\n",
    "unknown key on top": "paires: []",
    "unknown key of an article": "article: {headline: x}",
    "unknown key of an excerpt": PAIR.replace("[清廉衡东]", "[{text: 清廉衡东, at: 1}]"),
    "no question": PAIR.replace("    question: 问?\n", ""),
    "no excerpt": PAIR.replace("清廉衡东", ""),
    "empty text": PAIR.replace("问?", '""'),
    "text of spaces": PAIR.replace("问?", '"  "'),
    "boolean": PAIR.replace("问?", "no"),
    "number": PAIR.replace("问?", "007"),
    "nothing": PAIR.replace("问?", "~"),
    "unquoted year": "article: {published: 2023}",
    "odd date": 'article: {published: "2023/1"}',
    "capitals in id": PAIR.replace("id: x", "id: X"),
    "odd related": PAIR + "    related: [a/b/c]\n",
    "quoted occurrence": PAIR.replace("[清廉衡东]", '[{text: 清廉衡东, occurrence: "1"}]'),
    "occurrence nought": PAIR.replace("[清廉衡东]", "[{text: 清廉衡东, occurrence: 0}]"),
    "authors as text": "article: {authors: a}",
    "link without scheme": "article: {url: example.org}",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_editor_and_loader_agree(tmp_path, text):
    assert accepts(text) == (pair_problems(tmp_path, text) == [])
