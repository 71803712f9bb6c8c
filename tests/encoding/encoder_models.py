"""Models for the encoders' tests: real ONNX files of a few hundred bytes, and one that says what it was asked for."""

import json
from hashlib import blake2b

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

SIGNS = "衡东县清廉六大工程有哪些单元abc?"
ANY_TEXT = {
    "nothing": "",
    "a blank": " ",
    "half a sign": "\ud83d",
    "a NUL": "\x00",
    "joined signs": "🙂‍↔️",
    "a whole message": "清" * 4096,
}
WIDTH = 6
START = 2
"""The token before every text."""
TABLE = np.random.default_rng(7).normal(size=(len(SIGNS) + 3, WIDTH)).astype(np.float32)
"""The vector of each token: filling, unknown, start, then the signs."""


def token(sign: str) -> int:
    return SIGNS.index(sign) + 3 if sign in SIGNS else 1


def unit(vector):
    return vector / np.linalg.norm(vector)


def mean_of(text: str):
    """What a model without an output of its own for sentences means by a text."""
    return unit(TABLE[[START, *map(token, text)]].mean(axis=0))


def make_tokenizer(folder, **padding):
    vocabulary = {"[PAD]": 0, "[UNK]": 1, "[CLS]": START} | {sign: token(sign) for sign in SIGNS}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), behavior="isolated")
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", START)])
    if padding:
        tokenizer.enable_padding(**padding)
    tokenizer.save(str(folder / "tokenizer.json"))


def make_model(folder, *, at="model.onnx", table=TABLE, sentence=False, inputs=("input_ids", "attention_mask")):
    """A folder with a model that looks each token up in a table.

    Args:
        at: where in the folder the model lies.
        sentence: whether it has an output for sentences too: the greatest number of each column.
        inputs: what it asks for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    make_tokenizer(folder)
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["n", "l", table.shape[1]])]
    if sentence:
        nodes.append(helper.make_node("ReduceMax", ["last_hidden_state"], ["sentence_embedding"], axes=[1], keepdims=0))
        outputs.append(helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["n", table.shape[1]]))
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "l"]) for name in inputs]
    graph = helper.make_graph(nodes, "tiny", given, outputs, [numpy_helper.from_array(table, "table")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    (folder / at).parent.mkdir(exist_ok=True)
    onnx.save(model, folder / at)
    return folder


def set_pooling(folder, **modes):
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(modes), encoding="utf-8")


class Telling:
    """A model that remembers every batch it was asked for."""

    dimensions = 8

    def __init__(self, name="telling 1"):
        self.name = name
        self.asked = []

    def encode(self, texts):
        self.asked.append(list(texts))
        return np.array([self.vector(text) for text in texts], np.float32).reshape(len(texts), self.dimensions)

    def vector(self, text):
        digest = blake2b((self.name + text).encode("utf-8", "surrogatepass"), digest_size=self.dimensions).digest()
        return unit(np.frombuffer(digest, np.uint8).astype(np.float32) - 127.5)
