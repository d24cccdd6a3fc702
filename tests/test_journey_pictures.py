"""The steps of handbook and README, done on the running product: what they open, press and type is there.

All of them are done by `make pictures`; here those that press or type something, on the server of the other journeys.
Nobody signs in there, and the office may do what the others do; a department's own desk is chosen where it is needed.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from scenario_db.wording import Words
from tests.browsers import Window
from tests.pictures import ASKED, PICTURES, Picture, stand

pytestmark = pytest.mark.browser

WITH_STEPS = [picture for picture in PICTURES if picture.steps]


@pytest.mark.parametrize("picture", WITH_STEPS, ids=lambda it: it.name)
def test_the_steps_of_a_picture_can_be_taken(window: Window, picture: Picture) -> None:
    who = (Words("zh").code(ASKED.role), ASKED.unit) if picture.desk is ASKED else ()
    stand(window, picture, *who)
    expect(window.page.get_by_test_id("stException")).to_have_count(0)
    assert window.complaints == []
