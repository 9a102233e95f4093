"""The unified social credit code of GB 32100-2015."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.rules import check_digit, credit_code_fault, normal_credit_code, validate_credit_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
EXAMPLE = "91350100M000100Y43"  # printed in the standard
bodies = st.text(ALPHABET, min_size=17, max_size=17)


def test_the_example_of_the_standard_is_accepted() -> None:
    assert check_digit(EXAMPLE[:17]) == "3"
    assert credit_code_fault(EXAMPLE) == ""


@given(bodies)
def test_any_seventeen_characters_with_their_computed_digit_are_accepted(body: str) -> None:
    assert credit_code_fault(body + check_digit(body)) == ""


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_changed_character_is_refused(body: str, at: int, other: str) -> None:
    code = body + check_digit(body)
    changed = code[:at] + other + code[at + 1 :]
    assert (credit_code_fault(changed) == "") == (other == code[at])


@given(bodies, st.integers(0, 15))
def test_two_exchanged_neighbours_are_refused(body: str, at: int) -> None:
    code = body + check_digit(body)
    exchanged = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert (credit_code_fault(exchanged) == "") == (code[at] == code[at + 1])


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_the_code_does_not_use_are_named(letter: str) -> None:
    assert f"不会出现 {letter}" in credit_code_fault(EXAMPLE[:17] + letter)


@pytest.mark.parametrize("code", ["", EXAMPLE[:17], EXAMPLE + "0"])
def test_a_code_of_another_length_is_told_its_length(code: str) -> None:
    assert f"现为 {len(code)} 位" in credit_code_fault(code)


def test_full_width_blanks_and_small_letters_become_the_one_form() -> None:
    assert normal_credit_code(" ９１３５０１００ｍ０００１００ｙ４３　") == EXAMPLE
    assert normal_credit_code("91350100-M000100Y4-3") == EXAMPLE


@given(st.text())
def test_no_text_makes_the_check_fall_over(text: str) -> None:
    assert isinstance(credit_code_fault(normal_credit_code(text)), str)


def test_the_field_validator_raises_what_is_wrong() -> None:
    with pytest.raises(ValidationError, match="校验位不符"):
        validate_credit_code(EXAMPLE[:17] + "4")
