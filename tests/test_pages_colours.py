"""Colours that stand beside each other: told apart by the colour-blind too, and seen by day and by night."""

from __future__ import annotations

import tomllib
from itertools import combinations

import numpy as np
import pytest

from pages.parts import graphs
from scenario_db.codes import LIVE
from tests.browsers import HOME

THEME = tomllib.loads((HOME / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
PALETTES = {
    "lights": tuple(graphs.INKS.values()),
    "courses": tuple(graphs.COURSES.values()),
    "merits": tuple(graphs.MERITS.values()),
    "tiers by day": tuple(THEME["chartCategoricalColors"][: len(LIVE)]),
    "tiers by night": tuple(THEME["dark"]["chartCategoricalColors"][: len(LIVE)]),
}
SEEN = {
    "as most": np.eye(3),
    # Machado, Oliveira and Fernandes (2009), severity 1.0
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
CLEARLY = 15
"""CIE76; 2.3 is just seen, and none of these is told by its colour alone."""


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    scaled = TO_XYZ @ np.clip(light, 0, 1) / WHITE
    x, y, z = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    dark, bright = sorted(float(TO_XYZ[1] @ linear(it)) for it in (one, other))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("name", PALETTES)
def test_no_two_colours_of_a_drawing_look_alike(name: str, eyes: str) -> None:
    seen = [lab(SEEN[eyes] @ linear(it)) for it in PALETTES[name]]
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) >= CLEARLY


def test_the_lights_are_seen_on_white_and_on_black() -> None:
    grounds = (THEME["light"]["backgroundColor"], THEME["dark"]["backgroundColor"])
    assert min(contrast(ink, ground) for ink in PALETTES["lights"] for ground in grounds) >= 3
