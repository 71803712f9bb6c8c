"""The shipped knowledge, asked."""

import pytest
from question_sets import Asked


@pytest.fixture(scope="session")
def asked() -> Asked:
    return Asked()
