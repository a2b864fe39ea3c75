"""Every saved question is plain SQL that the published warehouse answers."""

import pytest

from resilience.ask.saved_questions import find, questions
from resilience.project.errors import UserError
from resilience.project.settings import Settings
from resilience.project.warehouse import connect

QUESTIONS = questions(Settings.from_environment("observed"))


def test_there_are_enough_and_they_are_numbered_in_order():
    assert len(QUESTIONS) >= 15
    assert [int(question.name.partition("_")[0]) for question in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))


def test_a_question_is_found_by_number_and_part_of_the_name(settings):
    assert find(settings, "1") == find(settings, QUESTIONS[0].name[3:]) == QUESTIONS[0]
    with pytest.raises(UserError, match="No saved question answers"):
        find(settings, "no such thing")


# Empty on a publication without landed files and with everything public.
MAY_BE_EMPTY = {"21_vintage_of_a_landed_file", "22_not_public_by_vintage_as_of"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_is_answered(publication, question):
    assert "{{" not in question.sql and "{%" not in question.sql
    with connect(publication.published_file) as connection:
        rows = connection.execute(question.sql).fetchall()
    assert rows or question.name in MAY_BE_EMPTY
